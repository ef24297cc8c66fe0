/**
 * Distinguished names by RFC 4514. Every special character is written as its hexadecimal pair, which each server
 * must understand wherever it stands; so a name can never end its component and begin another.
 */

/** One component, such as `uid=a100001`, to be put before a base with a comma. */
export function component(attribute: string, value: string): string {
  const last = value.length - 1;
  const escaped = Array.from(value, (character, at) => {
    const outer = at === 0 ? ' #' : at === last ? ' ' : '';
    return '"+,;<>=\\'.includes(character) || outer.includes(character) || isControl(character)
      ? hexadecimal(character)
      : character;
  });
  return `${attribute}=${escaped.join('')}`;
}

export function below(attribute: string, value: string, base: string): string {
  return `${component(attribute, value)},${base}`;
}

/**
 * A text by which two spellings of the same name are equal, for names of entries that servers match without regard
 * to case and repeated blanks (uid, cn, ou, dc, member). Servers are free in how they escape what they send.
 */
export function dnKey(dn: string): string {
  return components(dn)
    .map(([attribute, value]) => `${attribute.trim().toLowerCase()}=${nameKey(value)}`)
    .join('\u0000');
}

/** Two names are the same to a directory (caseIgnoreMatch) when their keys are. */
export function nameKey(name: string): string {
  return tidy(name).normalize('NFC').toLowerCase();
}

/** Without the blanks that a directory does not tell apart. */
export function tidy(text: string): string {
  return text.replace(/ +/g, ' ').trim();
}

/** Control characters, NUL above all: no name holds one, and not every server can store them. */
export function isControl(text: string): boolean {
  for (const character of text) if (character < ' ' || character === '\u007f') return true;
  return false;
}

export function isAscii(text: string): boolean {
  for (const character of text) if (character > '\u007e') return false;
  return true;
}

function hexadecimal(character: string): string {
  return [...Buffer.from(character, 'utf8')].map((b) => `\\${b.toString(16).padStart(2, '0')}`).join('');
}

/** Splits at the commas that are not escaped, and unescapes. A component of several parts (`a=1+b=2`) stays one. */
function components(dn: string): [attribute: string, value: string][] {
  const found: [string, string][] = [];
  let bytes: number[] = [];
  let attribute: string | undefined;
  const end = (): void => {
    found.push([attribute ?? '', Buffer.from(bytes).toString('utf8')]);
    bytes = [];
    attribute = undefined;
  };
  const text = Buffer.from(dn, 'utf8');
  for (let at = 0; at < text.length; at += 1) {
    const byte = text[at] ?? 0;
    if (byte === 0x5c) {
      const pair = text.toString('latin1', at + 1, at + 3);
      if (/^[0-9a-f]{2}$/i.test(pair)) {
        bytes.push(Number.parseInt(pair, 16));
        at += 2;
      } else {
        bytes.push(text[at + 1] ?? 0);
        at += 1;
      }
    } else if (byte === 0x2c) end();
    else if (byte === 0x3d && attribute === undefined) {
      attribute = Buffer.from(bytes).toString('utf8');
      bytes = [];
    } else bytes.push(byte);
  }
  end();
  return found;
}
