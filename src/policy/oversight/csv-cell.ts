/** What a spreadsheet would take for a formula when a cell begins with it. */
const dangerous = /^[=+\-@\t\r\n]/;

/**
 * One cell of a CSV file by RFC 4180, parted by semicolons as Swedish spreadsheets expect. Nothing that somebody wrote
 * can become a formula: such a cell is told as text.
 */
export function csvCell(value: string | number | null): string {
  const text = value === null ? '' : String(value);
  const safe = dangerous.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(';')}\r\n`;
}
