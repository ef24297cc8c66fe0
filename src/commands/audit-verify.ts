import { SealLog } from '../audit/seal-log.js';
import { VerifyLog } from '../audit/verify-log.js';
import { print, UsageError, type Command } from './command.js';
import { withService } from './with-service.js';

export const auditVerify: Command = async (args) => {
  const json = args.includes('--json');
  const rest = args.filter((arg) => arg !== '--json');
  const head = rest[0] === '--head' ? rest[1] : undefined;
  if (rest.length > (head === undefined ? 0 : 2)) throw new UsageError(`does not know ${rest.join(' ')}`);
  if (head !== undefined && !/^[0-9a-f]{64}$/.test(head)) throw new UsageError('--head takes 64 hex digits');
  return withService(async (app) => {
    await app.get(SealLog).run();
    const found = await app.get(VerifyLog).run(head);
    if (json) print(JSON.stringify(found));
    else {
      print(
        `${String(found.entries)} entries under ${String(found.seals)} seals, ${String(found.unsealed)} not sealed yet`,
      );
      print(`head ${found.head ?? 'none'}`);
      if (found.firstBroken !== null)
        print(`BROKEN: seal ${String(found.firstBroken)} does not match its entries`);
      if (found.knownHead === false)
        print('BROKEN: the given head is not in the log: its tail was cut or replaced');
      if (found.sound) print('The log is whole.');
    }
    return found.sound ? 0 : 1;
  });
};
