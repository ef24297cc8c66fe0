import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';

type Texts = { [key: string]: string | Texts };

function read(language: string): Texts {
  return JSON.parse(readFileSync(new URL(`${language}.json`, import.meta.url), 'utf8')) as Texts;
}

function flat(texts: Texts, path = ''): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === 'string' ? [[`${path}${key}`, value] as const] : [...flat(value, `${path}${key}.`)],
    ),
  );
}

const holes = (text: string) =>
  [...text.matchAll(/\{\{(\w+)(?:, number)?\}\}/g)].map(([, name]) => name).toSorted();

describe('the texts', () => {
  const swedish = flat(read('sv'));
  const english = flat(read('en'));

  it('say the same things in Swedish and English', () => {
    expect([...english.keys()].toSorted()).toEqual([...swedish.keys()].toSorted());
  });

  it('have the same holes to fill in both languages', () => {
    for (const [key, text] of swedish)
      expect([key, holes(english.get(key) ?? '')]).toEqual([key, holes(text)]);
  });

  it('leave nothing empty', () => {
    for (const [key, text] of [...swedish, ...english]) expect([key, text.trim()]).not.toEqual([key, '']);
  });
});
