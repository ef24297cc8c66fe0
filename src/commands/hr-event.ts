import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { takesEvents } from '../lifecycle/intake/retry-hr-events.js';
import { TakeHrEvent } from '../lifecycle/intake/take-hr-event.js';
import { configToken } from '../platform/config-token.js';
import type { Config } from '../platform/config.js';
import { InvalidInput } from '../platform/http/invalid-input.js';
import { asCalled, operator, print, UsageError, type Command } from './command.js';
import { withService } from './with-service.js';

/** Takes events from files, each one event or a list of them; exit code 2 when one waits for a human, 3 when refused. */
export const hrEvent: Command = async (args) => {
  const { values, positionals } = parse(args);
  if (positionals.length === 0) throw new UsageError('name one file or more');
  return withService(async (app) => {
    const sources = app.get<Config>(configToken).hr.sources.filter((source) => takesEvents(source));
    const source =
      values.source === undefined && sources.length === 1
        ? sources[0]
        : sources.find(({ id }) => id === values.source);
    if (!source) {
      const known = sources.map(({ id }) => id).join(', ') || 'none';
      throw new UsageError(`--source: name a source that takes events (${known})`);
    }
    let worst = 0;
    for (const file of positionals)
      for (const event of await eventsIn(file)) {
        try {
          const answer = await app.get(TakeHrEvent).run(operator(), source, event, 'command');
          print(
            `${file}: ${answer.event}: ${answer.state}${answer.detail === null ? '' : `: ${answer.detail}`}`,
          );
          const code =
            answer.state === 'conflict' ? 3 : ['held', 'quarantined'].includes(answer.state) ? 2 : 0;
          worst = Math.max(worst, code);
        } catch (error) {
          if (!(error instanceof InvalidInput)) throw error;
          for (const { pointer, detail } of error.errors) print(`${file}: refused: ${pointer} ${detail}`);
          worst = 3;
        }
      }
    return worst;
  });
};

async function eventsIn(file: string): Promise<unknown[]> {
  let text: string;
  try {
    text = await readFile(asCalled(file), 'utf8');
  } catch {
    throw new UsageError(`${file} cannot be read`);
  }
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return Array.isArray(value) ? (value as unknown[]) : [value];
  } catch {
    throw new UsageError(`${file} is not JSON`);
  }
}

function parse(args: readonly string[]): { values: { source?: string }; positionals: string[] } {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: { source: { type: 'string' } } });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
