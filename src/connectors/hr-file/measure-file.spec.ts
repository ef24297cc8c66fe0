import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { measureFile, type Encoding } from './measure-file.js';

const folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-measure-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function measure(bytes: Buffer | string, declared: Encoding | 'auto' = 'auto'): Promise<unknown> {
  const file = path.join(folder, 'file');
  writeFileSync(file, bytes);
  return measureFile(file, 'file.csv', declared).then(
    ({ encoding, mark }) => (mark ? `${encoding} with mark` : encoding),
    (error: unknown) => error,
  );
}

/** Windows-1252 of letters that Latin-1 has, too. */
const western = (text: string): Buffer => Buffer.from(text, 'latin1');
const header = 'Förnamn;Efternamn\r\n';
const far = 'Anna;Ek\r\n'.repeat(300_000); // more than two megabytes of plain letters

describe('the encoding of a file', () => {
  it.each<[string, Buffer | string, string]>([
    ['plain letters', 'Anna;Ek\r\n', 'ascii'],
    ['UTF-8', header, 'utf-8'],
    ['UTF-8 with mark', `\uFEFF${header}`, 'utf-8 with mark'],
    ['a mark before plain letters', '\uFEFFAnna', 'utf-8 with mark'],
    ['Windows-1252', western(header), 'windows-1252'],
    [
      'its quotation marks and euro',
      Buffer.concat([western(header), Buffer.from([0x93, 0x80, 0x94, 0x96])]),
      'windows-1252',
    ],
    [
      'a dash after a capital Ö, by chance UTF-8',
      Buffer.concat([western('MALMÖ'), Buffer.from([0x96]), western('LUND å')]),
      'windows-1252',
    ],
    ['UTF-8 a long way in', `${far}Å`, 'utf-8'],
    ['Windows-1252 a long way in', Buffer.concat([Buffer.from(far), western('Å')]), 'windows-1252'],
    ['UTF-16 as spreadsheets write it', Buffer.from(`\uFEFF${header}`, 'utf16le'), 'utf-16le with mark'],
    ['UTF-8 of four bytes', 'Namn;\u{1F600}\n', 'utf-8'],
  ])('is found: %s', async (_, bytes, encoding) => {
    expect(await measure(bytes)).toBe(encoding);
  });

  it.each<[string, Buffer | string, Encoding | 'auto', number, RegExp]>([
    ['UTF-16, UTF-8 declared', Buffer.from(`\uFEFF${header}`, 'utf16le'), 'utf-8', 1, /UTF-16/],
    ['UTF-8, UTF-16 declared', `\uFEFF${header}`, 'utf-16le', 1, /not UTF-16/],
    ['DOS letters within words', Buffer.from('Anna\r\nBj\x94rk\r\n', 'latin1'), 'auto', 2, /850/],
    ['UTF-16, big end first', Buffer.from(`\uFEFF${header}`, 'utf16le').swap16(), 'auto', 1, /UTF-16/],
    ['UTF-16 without mark', Buffer.from(header, 'utf16le'), 'auto', 1, /NUL/],
    ['a NUL byte a long way in', `${far}a\0`, 'auto', 300_001, /NUL/],
    ['a joined file, UTF-8 first', Buffer.concat([Buffer.from(header), western('Åsa;Ek\r\n')]), 'auto', 2, /two encodings/],
    ['a joined file, Windows-1252 first', Buffer.concat([western(header), Buffer.from('a\nå')]), 'auto', 3, /two encodings/],
    ['a joined file, its parts far apart', Buffer.concat([Buffer.from(`å${far}`), western('å')]), 'auto', 300_001, /two encodings/],
    ['a mark before what is not UTF-8', Buffer.concat([Buffer.from('\uFEFFa\n'), western('å')]), 'auto', 2, /begins as UTF-8/],
    ['neither', Buffer.concat([western(header), Buffer.from([0x81])]), 'auto', 2, /neither/],
    ['Windows-1252 declared to be UTF-8', western(`a\n${header}`), 'utf-8', 2, /not UTF-8/],
    ['UTF-8 declared to be Windows-1252', `a\n${header}`, 'windows-1252', 2, /is UTF-8/],
    ['a mark, Windows-1252 declared', '\uFEFFå', 'windows-1252', 1, /is UTF-8/],
  ])('is refused with its line: %s', async (_, bytes, declared, line, message) => {
    expect(await measure(bytes, declared)).toMatchObject({
      code: 'encoding',
      line,
      message: expect.stringMatching(message) as unknown,
    });
  }); // prettier-ignore

  it('is found in any Swedish text, written either way', async () => {
    const word = fc.stringMatching(/^[a-zåäöÅÄÖéÉ -]{0,12}$/);
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 20 }), async (words) => {
        const text = words.join('\n');
        const plain = /^[\x20-\x7e\n]*$/.test(text);
        expect(await measure(text)).toBe(plain ? 'ascii' : 'utf-8');
        expect(await measure(western(text))).toBe(plain ? 'ascii' : 'windows-1252');
      }),
      { numRuns: 200 },
    );
  });
});
