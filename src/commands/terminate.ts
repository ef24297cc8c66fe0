import { FindPerson } from '../people/find-person.js';
import { TerminatePerson } from '../lifecycle/leaving/terminate-person.js';
import { operator, print, UsageError, type Command } from './command.js';
import { withService } from './with-service.js';

export const terminate: Command = async (args) => {
  const [key, ...words] = args;
  const note = words.join(' ').trim();
  if (!key || note.length < 10)
    throw new UsageError('name the person, then the reason in at least 10 characters');
  return withService(async (app) => {
    const found = await app.get(FindPerson).run(key);
    const done = await app
      .get(TerminatePerson)
      .run(operator(), { personId: found.id, reason: 'other', note });
    print(
      `${found.name}: ${String(done.grantsEnded)} grants, ${String(done.sessionsEnded)} sessions and ` +
        `${String(done.requestsClosed)} requests ended; ${String(done.accountsToDisable)} accounts are being disabled.`,
    );
    return 0;
  });
};
