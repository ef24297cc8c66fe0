import { describe, expect, it } from '@jest/globals';
import { languageOf } from './language.decorator.js';

describe('the wanted language', () => {
  it.each([
    [undefined, 'sv'],
    ['', 'sv'],
    ['en', 'en'],
    ['sv-SE,sv;q=0.9,en;q=0.8', 'sv'],
    ['en-GB;q=0.4, sv;q=0.3', 'en'],
    ['de-DE,de;q=0.9,en;q=0.5', 'en'],
    ['fi', 'sv'],
    ['en;q=0', 'sv'],
    ['en;q=x', 'en'],
    ['svenska', 'sv'],
    ['english', 'sv'],
  ])('%j is %s', (header, expected) => {
    expect(languageOf(header)).toBe(expected);
  });
});
