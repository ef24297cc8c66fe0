import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { OwnCredentialsModule } from '../../src/sign-in/own-credentials.module.js';
import { Browser } from '../support/browser.js';
import { startEdge, type Edge } from '../support/edge.js';
import { KeyMaker } from '../support/key-maker.js';
import { SoftAuthenticator, type Forged } from '../support/soft-authenticator.js';

jest.setTimeout(120_000);

const allowed = '2fc0579f-8113-47ea-b116-bb5a8db9202a';
const other = 'ee882879-721c-4913-9775-3dfcce97072a';
const bytes = (aaguid: string): Buffer => Buffer.from(aaguid.replaceAll('-', ''), 'hex');

const maker = new KeyMaker('Provnyckel AB');
const forger = new KeyMaker('Provnyckel AB');

let edge: Edge;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'grindvakt-makers-'));
  const rootsFile = path.join(folder, 'makers.pem');
  writeFileSync(rootsFile, maker.root);
  edge = await startEdge({
    rooms: [OwnCredentialsModule],
    config: { passkeys: { attestation: 'direct', allowedAaguids: [allowed.toUpperCase()], rootsFile } },
  });
});
afterAll(async () => {
  await edge.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** What becomes of a key that shows this of itself. */
async function enrol(
  forged: Forged,
): Promise<{ said: string; kept: { aaguid: string; attestation: string } | null }> {
  const personId = await edge.addPerson();
  const user = new Browser(edge.url);
  const [name = '', secret = ''] = (await edge.signIn(personId)).split('=', 2);
  user.cookies.set(name, secret);
  const begun = await user.post('/api/me/passkeys/options');
  const options = (await begun.json()) as { challenge: string; attestation: string; user: { id: string } };
  expect(options.attestation).toBe('direct');
  const response = new SoftAuthenticator(edge.url).create(options, forged);
  const answer = await user.post('/api/me/passkeys', { name: 'Nyckel', response });
  const body = (await answer.json()) as { code?: string; detail?: string };
  const [kept] = await edge.database.query<{ aaguid: string; attestation: string }>(
    `SELECT aaguid, attestation FROM passkey WHERE person_id = $1`,
    [personId],
  );
  return {
    said: `${String(answer.status)} ${body.code ?? ''} ${body.detail ?? ''}`.trim(),
    kept: kept ?? null,
  };
}

describe('a policy that names the models which are let in', () => {
  it('takes in a model on the list that its maker vouches for, and keeps what it is', async () => {
    const attestation = maker.attestation(bytes(allowed));
    const { said, kept } = await enrol({ aaguid: bytes(allowed), attestation });
    expect(said).toBe('201');
    expect(kept).toEqual({ aaguid: allowed, attestation: 'packed' });
  });

  const noProof = '422 passkey-not-accepted The security key does not prove what model it is.';
  const unchecked = '422 passkey-not-accepted The passkey could not be checked, so it was refused.';
  it.each<[string, Forged, string]>([
    [
      'a model that is not on the list, however well vouched for',
      { aaguid: bytes(other), attestation: maker.attestation(bytes(other)) },
      '422 passkey-not-accepted Security keys of this model are not allowed here.',
    ],
    ['no attestation, whatever model it says that it is', { aaguid: bytes(allowed) }, noProof],
    ['one that vouches for itself (packed self)', { aaguid: bytes(allowed), attestation: 'self' }, noProof],
    [
      'a maker with the right name and another authority',
      { aaguid: bytes(allowed), attestation: forger.attestation(bytes(allowed)) },
      unchecked,
    ],
    [
      'the certificate of another model of the same maker',
      { aaguid: bytes(allowed), attestation: maker.attestation(bytes(other)) },
      unchecked,
    ],
    ['a model with no number', { aaguid: Buffer.alloc(16), attestation: maker.attestation(null) }, noProof],
    [
      'a signature over something else',
      { aaguid: bytes(allowed), attestation: maker.attestation(bytes(allowed)), spoilt: true },
      '422 passkey-not-accepted What the security key says of itself is wrong.',
    ],
  ])('refuses %s, and keeps nothing', async (_, forged, said) => {
    expect(await enrol(forged)).toEqual({ said, kept: null });
  });
});

describe('a configuration of models that nobody vouches for', () => {
  it('does not start', async () => {
    const passkeys = { attestation: 'none', allowedAaguids: [allowed] };
    await expect(startEdge({ rooms: [OwnCredentialsModule], config: { passkeys } })).rejects.toThrow(
      /allowedAaguids needs/,
    );
  });
});
