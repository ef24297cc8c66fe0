/** With its century, or with the sign before the last four; ten digits alone may be a telephone. */
const personalNumber =
  /(?<!\d)(?:(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-3]|[6-9])\d[-+ ]?|\d{2}(?:0[1-9]|1[0-2])(?:[0-3]|[6-9])\d[-+])\d{4}(?!\d)/g;

/** Whether free text names somebody by a personal or coordination number (H13.2.2). */
export function holdsPersonalNumber(text: string): boolean {
  return text.search(personalNumber) >= 0;
}

/** The text with every such number blotted out. */
export function blotPersonalNumbers(text: string): string {
  return text.replace(personalNumber, '[number]');
}
