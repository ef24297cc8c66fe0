const special = /[\\\t\n\r]/;
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** A value as COPY's text format wants it; null is null. */
export function copyText(value: string | number | boolean | null): string {
  if (value === null) return '\\N';
  const text = String(value);
  return special.test(text) ? text.replace(/[\\\t\n\r]/g, (found) => escapes[found] ?? found) : text;
}

export function copyLine(values: readonly (string | number | boolean | null)[]): string {
  return `${values.map(copyText).join('\t')}\n`;
}
