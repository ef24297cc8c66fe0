import { parseArgs } from 'node:util';
import type { INestApplicationContext } from '@nestjs/common';
import { FindPerson } from '../people/find-person.js';
import { Refused } from '../platform/refused.js';
import { OpenAccount } from '../sign-in/break-glass/open-account.js';
import { SealAccount, type SealedParts } from '../sign-in/break-glass/seal-account.js';
import { operator, print, UsageError, type Command } from './command.js';
import { withService } from './with-service.js';

const options = {
  account: { type: 'string' },
  keeper: { type: 'string', multiple: true },
  for: { type: 'string' },
  by: { type: 'string' },
  reason: { type: 'string' },
  hours: { type: 'string', default: '1' },
} as const;

/** break-glass create | rotate | open | close */
export const breakGlass: Command = async (args) => {
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const [what] = positionals;
  const name = values.account;
  if (!name) throw new UsageError('name the emergency account by --account');
  const work = workOf(what, { ...values, name });
  return withService(async (app) => {
    try {
      await work(app);
      return 0;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      process.stderr.write(`${error.message}\n`);
      return 3;
    }
  });
};

interface Given {
  name: string;
  keeper?: string[] | undefined;
  for?: string | undefined;
  by?: string | undefined;
  reason?: string | undefined;
  hours: string;
}

function workOf(what: string | undefined, given: Given): (app: INestApplicationContext) => Promise<void> {
  const { name } = given;
  switch (what) {
    case 'create': {
      const [one, two, ...more] = given.keeper ?? [];
      if (!one || !two || more.length > 0)
        throw new UsageError('name two keepers: --keeper HSA-ID --keeper HSA-ID');
      return async (app) => {
        const [keeperOne, keeperTwo] = [await idOf(app, one), await idOf(app, two)];
        printParts(await app.get(SealAccount).create(asOperator(), { name, keeperOne, keeperTwo }), [
          one,
          two,
        ]);
      };
    }
    case 'rotate':
      return async (app) => {
        printParts(await app.get(SealAccount).rotate(asOperator(), name), [
          'its first keeper',
          'its second keeper',
        ]);
      };
    case 'open': {
      const { for: person, by, reason } = given;
      if (!person || !by || !reason)
        throw new UsageError('say for whom (--for HSA-ID), who you are (--by NAME) and why (--reason WORDS)');
      return async (app) => {
        const { expiresAt } = await app.get(OpenAccount).open(asOperator(), {
          name,
          personId: await idOf(app, person),
          reason,
          by,
          hours: Number(given.hours),
        });
        print(`${name} is open until ${expiresAt.toISOString()}; every security officer has been told.`);
      };
    }
    case 'close':
      return async (app) => {
        await app.get(OpenAccount).close(asOperator(), name);
        print(`${name} is closed, and its sessions have ended.`);
      };
    default:
      throw new UsageError('say create, rotate, open or close');
  }
}

function asOperator(): Extract<ReturnType<typeof operator>, { kind: 'operator' }> {
  const actor = operator();
  if (actor.kind !== 'operator') throw new Error('the command line acts as an operator');
  return actor;
}

async function idOf(app: INestApplicationContext, key: string): Promise<string> {
  return (await app.get(FindPerson).run(key)).id;
}

function printParts({ one, two }: SealedParts, [keeperOne, keeperTwo]: [string, string]): void {
  print('Both parts are needed together. They are shown now and never again: write each down and seal it.');
  print(`  part one, for ${keeperOne}:  ${one}`);
  print(`  part two, for ${keeperTwo}:  ${two}`);
}
