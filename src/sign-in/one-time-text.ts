import { randomBytes } from 'node:crypto';

// Crockford's letters: none is mistaken for another when it is read out or copied by hand.
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Random text to be written down, in groups: five bits a letter. */
export function newOneTimeText(groups: number, lettersEach: number): string {
  const bytes = randomBytes(groups * lettersEach);
  const text = [...bytes].map((byte) => letters.charAt(byte & 31)).join('');
  return Array.from({ length: groups }, (_, at) => text.slice(at * lettersEach, (at + 1) * lettersEach)).join(
    '-',
  );
}

/** As it was meant, however it was typed: case, blanks and hyphens do not matter, nor O for 0 or I and L for 1. */
export function readOneTimeText(typed: string): string {
  return typed
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
}
