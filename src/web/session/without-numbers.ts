const personalNumber = /(?<!\d)\d{6}(?:\d{2})?[-+ ]?\d{4}(?!\d)/;

/** A text that holds what may be a personal number is not kept: nobody shall find one in the browser (H13.2.2). */
export function withoutNumbers(draft: unknown): unknown {
  if (typeof draft === 'string') return personalNumber.test(draft) ? '' : draft;
  if (Array.isArray(draft)) return draft.map(withoutNumbers);
  if (typeof draft !== 'object' || draft === null) return draft;
  return Object.fromEntries(Object.entries(draft).map(([key, value]) => [key, withoutNumbers(value)]));
}
