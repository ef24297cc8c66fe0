import { FindPerson } from '../people/find-person.js';
import { print, UsageError, type Command } from './command.js';
import { withService } from './with-service.js';

export const personShow: Command = async (args) => {
  const json = args.includes('--json');
  const [key, ...more] = args.filter((arg) => arg !== '--json');
  if (!key || more.length > 0) throw new UsageError('name one person');
  return withService(async (app) => {
    const person = await app.get(FindPerson).run(key);
    if (json) {
      print(JSON.stringify(person));
      return 0;
    }
    print(`${person.name}  ${person.state}`);
    const and = (word: string, code: string | null): string => (code === null ? word : `${word} (${code})`);
    for (const e of person.employments)
      print(
        `  ${e.number}  ${and(e.title, e.titleCode)}, ${and(e.unit, e.unitKind)}  ${e.from} – ${e.to ?? 'until further notice'}  ${e.state}`,
      );
    for (const g of person.grants)
      print(`  ${g.role} (${g.source})  from ${g.from}${g.to ? ` to ${g.to}` : ''}`);
    for (const a of person.accounts)
      print(`  account ${a.username} in ${a.target}: ${a.state}${a.waiting ? ', change waiting' : ''}`);
    return 0;
  });
};
