import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  TargetUnavailable,
  type DirectoryConnector,
  type PasswordChecker,
} from '../../src/connectors/connector.js';
import type { TcpRelay } from '../support/tcp-relay.js';
import { wanted } from './directory-contract.js';

type Connector = DirectoryConnector & PasswordChecker;

export interface PasswordSubject {
  make(over?: { bindPassword?: string; caFile?: string; timeoutMs?: number }): Connector;
  readonly relay: TcpRelay;
  readonly otherCaFile: string;
  /** What an administrator does in the directory itself. */
  readonly byHand: {
    setPassword(username: string, password: string): Promise<void>;
    /** From now on the password, or the account, has run out. */
    expire(username: string): Promise<void>;
  };
  /** Wrong passwords after which the directory itself shuts the account for a while. */
  readonly locksAfter: number;
  stop(): Promise<void>;
}

jest.setTimeout(180_000);

const right = 'Rätt häst batteri 7!';

/** One suite for every directory that knows passwords: a bind over TLS, and nothing that a bind could be fooled by. */
export function describePasswords(name: string, open: () => Promise<PasswordSubject>): void {
  describe(`passwords in the directory contract: ${name}`, () => {
    let subject: PasswordSubject;
    let checker: Connector;
    let username = '';
    let number = 0;
    const check = (user: string, password: string): Promise<boolean> => checker.checkPassword(user, password);
    const shut = (): Promise<unknown> => checker.converge([wanted(username, [])], ['GG-Las']);

    beforeAll(async () => {
      subject = await open();
      checker = subject.make();
    });
    afterAll(async () => {
      await checker.close();
      await subject.stop();
    });
    beforeEach(async () => {
      username = `p${String((number += 1)).padStart(5, '0')}`;
      await checker.converge([wanted(username, ['GG-Las'])], ['GG-Las']);
      await subject.byHand.setPassword(username, right);
    });

    it('the right one is right, however the user name is capitalised', async () => {
      expect(await check(username, right)).toBe(true);
      expect(await check(username.toUpperCase(), right)).toBe(true);
    });

    it('a wrong one is wrong, and so is the right one in other letters, with a blank or cut', async () => {
      for (const wrong of ['fel', right.toLowerCase(), `${right} `, ` ${right}`, right.slice(0, -1)])
        expect([wrong, await check(username, wrong)]).toEqual([wrong, false]);
    });

    it('a long one counts to its last character: no cut at 72 bytes', async () => {
      const long = `${'å'.repeat(60)}aA1!`;
      await subject.byHand.setPassword(username, long);
      expect(await check(username, long)).toBe(true);
      expect(await check(username, long.slice(0, -1))).toBe(false);
      expect(await check(username, long.slice(0, 36))).toBe(false);
    });

    it('an empty one is never right, although a server takes it for an anonymous bind (RFC 4513 §5.1.2)', async () => {
      expect(await check(username, '')).toBe(false);
      expect(await check('nobody-at-all', '')).toBe(false);
      expect(await check('', '')).toBe(false);
    });

    it('of nobody is wrong, and takes a bind as well', async () => {
      expect(await check('nobody-at-all', right)).toBe(false);
      expect(await check('', right)).toBe(false);
      expect(await check('   ', right)).toBe(false);
    });

    it('with NUL in it, or in the name, is wrong: nothing is cut there', async () => {
      expect(await check(`${username}\u0000`, right)).toBe(false);
      expect(await check(`${username}\u0000x`, right)).toBe(false);
      expect(await check(username, `${right}\u0000`)).toBe(false);
      expect(await check(username, `${right}\u0000x`)).toBe(false);
    });

    it('with a name as long as can be sent, or a password as long, is wrong and harms nothing', async () => {
      expect(await check('x'.repeat(1024), right)).toBe(false);
      expect(await check(`${username}${'å'.repeat(1024)}`, right)).toBe(false);
      expect(await check(username, 'x'.repeat(1024))).toBe(false);
      expect(await check(username, right)).toBe(true);
    });

    it.each([
      '*',
      'p*',
      '*)(objectClass=*',
      '%NAME%)(objectClass=*',
      '%NAME%,ou=people,dc=vard,dc=test',
      'uid=%NAME%',
      'CN=%NAME%',
      '%NAME%,',
      '%NAME%+cn=x',
      '\\70%NAME%',
      '%NAME%\\20',
      '#%NAME%',
      '"%NAME%"',
      'VARD\\%NAME%',
    ])('of somebody else is not had by the name %j (filter and DN injection)', async (pattern) => {
      expect(await check(pattern.replace('%NAME%', username), right)).toBe(false);
    });

    it('of an account that we shut is wrong, and right again when it is opened', async () => {
      await shut();
      expect(await check(username, right)).toBe(false);
      await checker.converge([wanted(username, ['GG-Las'])], ['GG-Las']);
      expect(await check(username, right)).toBe(true);
    });

    it('that has run out is wrong', async () => {
      await subject.byHand.expire(username);
      expect(await check(username, right)).toBe(false);
    });

    it('of an account that the directory locked for wrong ones is wrong, the right one too', async () => {
      for (let i = 0; i < subject.locksAfter; i += 1) expect(await check(username, 'fel')).toBe(false);
      expect(await check(username, right)).toBe(false);
    });

    it('is answered for each of many at once by its own bind', async () => {
      const other = `q${username.slice(1)}`;
      await checker.converge([wanted(other, ['GG-Las'])], ['GG-Las']);
      await subject.byHand.setPassword(other, `${right}2`);
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, i) =>
          i % 2 === 0 ? check(username, right) : check(other, i % 3 === 0 ? right : `${right}2`),
        ),
      );
      expect(answers).toEqual(Array.from({ length: 12 }, (_, i) => i % 2 === 0 || i % 3 !== 0));
    });

    it('cannot be asked when the server is down, silent, no longer itself or refuses us: never "wrong"', async () => {
      const unavailable = async (over: Parameters<PasswordSubject['make']>[0]): Promise<void> => {
        const one = subject.make(over);
        const error: unknown = await one.checkPassword(username, right).catch((e: unknown) => e);
        await one.close();
        expect(error).toBeInstanceOf(TargetUnavailable);
        expect(String(error)).not.toContain('häst');
      };
      await unavailable({ bindPassword: 'not-ours' });
      await unavailable({ caFile: subject.otherCaFile });
      subject.relay.silence();
      await unavailable({ timeoutMs: 700 });
      subject.relay.resume();
      subject.relay.cutAfterBytes(0);
      await unavailable({ timeoutMs: 3000 });
      subject.relay.cutAfterBytes(Number.POSITIVE_INFINITY);
      const back = subject.make();
      expect(await back.checkPassword(username, right)).toBe(true);
      await back.close();
    });

    it('goes over TLS alone: nothing readable passes the wire', () => {
      const plain = subject.relay.seen();
      expect(plain.includes(Buffer.from(right))).toBe(false);
      expect(plain.includes(Buffer.from(right, 'utf16le'))).toBe(false);
      expect(plain.length).toBeGreaterThan(1000);
    });
  });
}
