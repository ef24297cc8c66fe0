import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readShiftFile } from '../lifecycle/shifts/shift-rows.js';
import { TakeShifts, type ShiftsTaken } from '../lifecycle/shifts/take-shifts.js';
import { InvalidInput } from '../platform/http/invalid-input.js';
import { Refused } from '../platform/refused.js';
import { isDay } from '../policy/model/day.js';
import { asCalled, operator, print, UsageError, type Command } from './command.js';
import { withService } from './with-service.js';

export const shiftsImport: Command = async (args) => {
  const { values, positionals } = parse(args);
  const [file, ...more] = positionals;
  if (!file || more.length > 0) throw new UsageError('name one file');
  const { from, to } = values;
  if (!from || !isDay(from)) throw new UsageError('--from: the first day of the period, YYYY-MM-DD');
  if (!to || !isDay(to)) throw new UsageError('--to: the last day of the period, YYYY-MM-DD');
  const stated = values['as-of'];
  const asOf = stated === undefined ? undefined : new Date(stated);
  if (asOf !== undefined && Number.isNaN(asOf.getTime()))
    throw new UsageError(`--as-of: ${String(stated)} is not a moment, as in 2026-11-21T18:00:00+01:00`);
  return withService(async (app) => {
    try {
      const shifts = readShiftFile(readFileSync(asCalled(file)));
      const { source, confirmed, json } = values;
      const taken = await app
        .get(TakeShifts)
        .run(operator(), { source, from, to, asOf, shifts, confirmed, channel: 'command' });
      print(json ? JSON.stringify(taken) : describe(taken));
      return 0;
    } catch (error) {
      if (error instanceof Refused) print(`REJECTED (${error.refusal.code}): ${error.message}`);
      else if (error instanceof InvalidInput)
        print(`REJECTED (invalid): ${error.errors.map(({ detail }) => detail).join('; ')}`);
      else throw error;
      return error instanceof Refused && error.refusal.code === 'shifts-implausible' ? 2 : 3;
    }
  });
};

function describe(taken: ShiftsTaken): string {
  return [
    `${taken.outcome}: ${taken.source}, ${String(taken.shifts)} shifts, ${String(taken.added)} added, ${String(taken.removed)} taken away`,
    `access of ${String(taken.touched)} persons opened or closed at once`,
    `${String(taken.asideCount)} rows set aside`,
    ...taken.aside.map(({ line, reason, detail }) => `set aside: line ${String(line)}: ${reason}: ${detail}`),
  ].join('\n');
}

function parse(args: readonly string[]): {
  values: {
    source?: string;
    from?: string;
    to?: string;
    'as-of'?: string;
    confirmed: boolean;
    json: boolean;
  };
  positionals: string[];
} {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        source: { type: 'string' },
        from: { type: 'string' },
        to: { type: 'string' },
        'as-of': { type: 'string' },
        confirmed: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
    return { values, positionals };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
