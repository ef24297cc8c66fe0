import { InvalidInput } from '../platform/http/invalid-input.js';

/**
 * Each word as the beginning of a part of a name, wherever it stands: patterns for LIKE.
 * @throws InvalidInput at `pointer` when there are fewer than two letters
 */
export function namePatterns(text: string, pointer: string): string[] {
  const words = text
    .normalize('NFC')
    .toLowerCase()
    .split(/[\s-]+/u)
    .filter((word) => word !== '');
  if (words.length > 0 && words.join('').length < 2)
    throw new InvalidInput([{ pointer, code: 'invalid', detail: 'must be at least 2 letters' }]);
  return words.slice(0, 6).map((word) => `% ${word.replaceAll(/[\\%_]/g, (c) => `\\${c}`)}%`);
}
