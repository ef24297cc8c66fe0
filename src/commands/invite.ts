import { parseArgs } from 'node:util';
import { configToken } from '../platform/config-token.js';
import type { Config } from '../platform/config.js';
import { Refused } from '../platform/refused.js';
import { FindPerson } from '../people/find-person.js';
import { invitationAddress } from '../sign-in/invitations/invitation-address.js';
import { IssueInvitation } from '../sign-in/invitations/issue-invitation.js';
import { operator, print, UsageError, type Command } from './command.js';
import { withService } from './with-service.js';

/** The first administrator's way in: somebody who can sign in already is refused without --again. */
export const invite: Command = async (args) => {
  const { values } = parseArgs({
    args: [...args],
    options: { 'hsa-id': { type: 'string' }, again: { type: 'boolean', default: false } },
  });
  const key = values['hsa-id'];
  if (!key) throw new UsageError('name the person by --hsa-id');
  return withService(async (app) => {
    try {
      const found = await app.get(FindPerson).run(key);
      const { code, expiresAt } = await app
        .get(IssueInvitation)
        .run(operator(), { personId: found.id, document: null, again: values.again });
      const { publicUrl } = app.get<Config>(configToken).http;
      print(`Invitation for ${found.name}, good once until ${expiresAt.toISOString()}:`);
      print(`  ${invitationAddress(publicUrl, code)}`);
      print(`  code: ${code}`);
      return 0;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      process.stderr.write(`${error.message}\n`);
      return 3;
    }
  });
};
