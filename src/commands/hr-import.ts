import { parseArgs } from 'node:util';
import { isDay } from '../policy/model/day.js';
import type { ImportResult } from '../lifecycle/intake/import-result.js';
import { readDelivery } from '../lifecycle/intake/read-delivery.js';
import { TakeHrSnapshot } from '../lifecycle/intake/take-hr-snapshot.js';
import { asCalled, operator, print, UsageError, type Command } from './command.js';
import { withService } from './with-service.js';

const exitCodes: Record<string, number> = { applied: 0, unchanged: 0, 'dry-run': 0, held: 2, rejected: 3 };

export const hrImport: Command = async (args) => {
  const { values, positionals } = parse(args);
  const [folder, ...more] = positionals;
  if (!folder || more.length > 0) throw new UsageError('name one folder');
  const asOf = values['as-of'];
  const stated = {
    employments: rowsOf(values.rows, 'rows'),
    units: rowsOf(values['unit-rows'], 'unit-rows'),
  };
  if (asOf !== undefined && !isDay(asOf)) throw new UsageError(`--as-of: ${asOf} is not a day (YYYY-MM-DD)`);
  return withService(async (app) => {
    const result = await app.get(TakeHrSnapshot).run(operator(), {
      source: values.source,
      delivery: readDelivery(asCalled(folder)),
      stated,
      channel: 'command',
      asOf,
      dryRun: values['dry-run'],
    });
    print(values.json ? JSON.stringify(result) : describeImport(result));
    return importExitCode(result);
  });
};

/** 0 taken in, 2 stopped at the breaker, 3 rejected whole. */
export function importExitCode({ outcome }: ImportResult): number {
  return exitCodes[outcome] ?? 1;
}

function rowsOf(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`--${option}: ${text} is not a number of rows`);
  return Number(text);
}

/** An import's outcome in lines for a terminal. */
export function describeImport(result: ImportResult): string {
  const { rows, changes, guard, rejection } = result;
  const lines = [
    `${result.outcome}: ${result.source}, as of ${result.asOf}`,
    `rows: ${String(rows.read)} read, ${String(rows.applied)} applied, ${String(rows.unchanged)} unchanged, ${String(rows.quarantined)} quarantined`,
    `persons: ${String(changes.joiners)} joiners, ${String(changes.movers)} movers, ${String(changes.leavers)} leavers, ${String(changes.rehires)} rehires, ${String(changes.leaves)} on leave, ${String(changes.returns)} back from leave`,
    `access: ${String(changes.grantsOpened)} grants opened, ${String(changes.grantsEnded)} ended`,
  ];
  for (const file of result.files)
    lines.push(
      `${file.name}: ${file.format}, ${file.encoding}${file.detected ? ' (detected)' : ' (as declared)'}, complete by ${file.completeness.join(' and ') || 'nothing stated'}`,
    );
  if (result.outcome === 'held' && guard)
    lines.push(
      `STOPPED: it would end ${String(guard.ends)} of ${String(guard.active)} employments; ${String(guard.allowed)} are allowed. HR releases or cancels it on the page.`,
    );
  if (rejection)
    lines.push(
      `REJECTED (${rejection.code}): ${rejection.file ?? ''}${rejection.line === null ? '' : `, line ${String(rejection.line)}`}: ${rejection.detail}`,
    );
  for (const aside of result.quarantined)
    lines.push(`set aside: ${aside.file}, line ${String(aside.line)}: ${aside.reason}: ${aside.detail}`);
  return lines.join('\n');
}

function parse(args: readonly string[]): {
  values: {
    'dry-run': boolean;
    json: boolean;
    'as-of'?: string;
    source?: string;
    rows?: string;
    'unit-rows'?: string;
  };
  positionals: string[];
} {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        'dry-run': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        'as-of': { type: 'string' },
        source: { type: 'string' },
        rows: { type: 'string' },
        'unit-rows': { type: 'string' },
      },
    });
    return { values, positionals };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
