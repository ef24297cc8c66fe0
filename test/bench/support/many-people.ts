import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  employmentColumns,
  unitsText,
  type EmploymentLine,
  type UnitLine,
} from '../../support/hr-delivery.js';

/**
 * A made-up organisation of any size, a line at a time: what is the person's follows from the number alone, so that
 * nothing of it has to be kept. Proportions are those of the demo's care department: 22 employees a unit, half of the
 * units wards, 6 % of the employments ended, 28 % hourly, one in ten with a second employment.
 */
export class ManyPeople {
  readonly units: number;

  constructor(readonly persons: number) {
    this.units = Math.max(20, Math.round(persons / 22));
  }

  /** Writes a full delivery. @param change what a person's lines say otherwise than at first */
  async write(
    folder: string,
    change: (n: number) => EmploymentLine | null = () => null,
    stamp = '2026-01-01',
  ): Promise<{ folder: string; lines: number }> {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'organisation.csv'), unitsText(this.#organisation()));
    let lines = 0;
    const text = function* (people: ManyPeople): Generator<string> {
      yield `\uFEFF${employmentColumns.join(';')}\r\n`;
      for (let from = 0; from < people.persons; from += 2000) {
        let chunk = '';
        for (let n = from; n < Math.min(from + 2000, people.persons); n += 1)
          for (const line of people.#linesOf(n)) {
            lines += 1;
            const stated: EmploymentLine = { ...line, SenastÄndrad: stamp, ...change(n) };
            chunk += `${employmentColumns.map((column) => stated[column] ?? '').join(';')}\r\n`;
          }
        yield chunk;
      }
    };
    await pipeline(Readable.from(text(this)), createWriteStream(path.join(folder, 'anstallningar.csv')));
    return { folder, lines };
  }

  /** A right personnummer of somebody born between 1840 and 1899: of nobody alive, whatever the birth number. */
  static numberOf(n: number): string {
    const day = new Date(Date.UTC(1840, 0, 1 + (n % 21_900))).toISOString().slice(0, 10).replaceAll('-', '');
    const birth = String(Math.floor(n / 21_900) % 1000).padStart(3, '0');
    return `${day}${birth}${String(checkDigit(`${day.slice(2)}${birth}`))}`;
  }

  static namesOf(n: number): { givenName: string; callName: string; lastName: string } {
    const callName = `Namn${String(n % 977)}`;
    return { givenName: `${callName} Andra`, callName, lastName: `Efternamn${String(n % 3119)}` };
  }

  static hsaIdOf(n: number): string {
    return `SE5555555555-${n.toString(36).toUpperCase().padStart(5, '0')}`;
  }

  unitOf(n: number): string {
    return String(100_000 + (n % this.units));
  }

  *#linesOf(n: number): Generator<EmploymentLine> {
    const manager = this.#leads(n);
    const hourly = !manager && n % 100 < 28;
    const ended = !manager && n % 16 === 15;
    const { givenName, callName, lastName } = ManyPeople.namesOf(n);
    const line: EmploymentLine = {
      PersonId: `P${String(n)}`,
      Personnummer: ManyPeople.numberOf(n),
      Förnamn: givenName,
      Tilltalsnamn: callName,
      Efternamn: lastName,
      Skyddsmarkering: n % 300 === 7 ? 'S' : 'N',
      HSAid: ManyPeople.hsaIdOf(n),
      Epost: `p${String(n)}@example.se`,
      Anställningsnummer: `A${String(n)}`,
      Anställningsformskod: hourly ? '4' : n % 7 === 0 ? '2' : '1',
      AIDkod: n % 3 === 0 ? '207011' : '207023',
      Befattning: n % 3 === 0 ? 'Undersköterska' : 'Vårdbiträde',
      EnhetId: this.unitOf(n),
      Sysselsättningsgrad: hourly ? '0,00' : '85,00',
      Startdatum: `20${String(10 + (n % 15))}-0${String(1 + (n % 9))}-01`,
      Slutdatum: ended ? '2026-06-30' : '',
      Huvudanställning: 'J',
      ÄrChef: manager ? 'J' : 'N',
      ChefAnställningsnummer: manager ? 'A0' : `A${String((n % this.units) + 1)}`,
      ManuelltRegistrerad: 'N',
    };
    yield line;
    if (n % 10 === 3 && !manager)
      yield {
        ...line,
        Anställningsnummer: `B${String(n)}`,
        Anställningsformskod: '4',
        EnhetId: this.unitOf(n + 1),
        Huvudanställning: 'N',
        Sysselsättningsgrad: '0,00',
      };
  }

  /** The first ones lead a unit each. */
  #leads(n: number): boolean {
    return n <= this.units;
  }

  #organisation(): UnitLine[] {
    const areas = Math.max(2, Math.round(this.units / 15));
    return [
      { EnhetId: '10', Enhetsnamn: 'Omsorgen', Enhetstyp: 'förvaltning', ChefAnställningsnummer: 'A0' },
      ...Array.from({ length: areas }, (_, n) => ({
        EnhetId: `O${String(n)}`,
        ÖverordnadEnhetId: '10',
        Enhetsnamn: `Område ${String(n)}`,
        Enhetstyp: 'område',
        ChefAnställningsnummer: `A${String(n + 1)}`,
      })),
      ...Array.from({ length: this.units }, (_, n) => ({
        EnhetId: this.unitOf(n),
        ÖverordnadEnhetId: `O${String(n % areas)}`,
        Enhetsnamn: `Enhet ${String(n)}`,
        Enhetstyp: n % 2 === 0 ? 'boendeavdelning' : 'hemtjänstgrupp',
        ChefAnställningsnummer: `A${String(n + 1)}`,
      })),
    ];
  }
}

function checkDigit(digits: string): number {
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const product = Number(digits[i]) * (i % 2 === 0 ? 2 : 1);
    sum += product > 9 ? product - 9 : product;
  }
  return (10 - (sum % 10)) % 10;
}
