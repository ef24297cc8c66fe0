import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { startEdge, type Edge } from '../support/edge.js';
import { startRelay, type TcpRelay } from '../support/tcp-relay.js';

jest.setTimeout(60_000); // real servers, and a machine that may be busy

let edge: Edge;
let relay: TcpRelay;
let cookie: string;

/** The same address by way of the relay; a server on a socket is asked by its socket's file. */
async function byRelay(databaseUrl: string): Promise<string> {
  const url = new URL(databaseUrl);
  const folder = url.searchParams.get('host');
  relay = await startRelay(
    folder === null
      ? { host: url.hostname, port: Number(url.port) }
      : { path: `${folder}/.s.PGSQL.${url.searchParams.get('port') ?? url.port}` },
  );
  url.searchParams.delete('host');
  url.searchParams.delete('port');
  url.hostname = '127.0.0.1';
  url.port = String(relay.port);
  return url.href;
}

function ask(as = cookie): Promise<Response> {
  return fetch(`${edge.url}/api/me/sessions`, { headers: { cookie: as } });
}

/** The server is back; whatever connections the cut has left half dead are found and dropped. */
async function serveAgain(): Promise<void> {
  relay.cutAfterBytes(Number.POSITIVE_INFINITY);
  relay.resume();
  for (;;) {
    await sleep(20);
    const asked = await Promise.allSettled(Array.from({ length: 3 }, () => edge.database.query('SELECT 1')));
    if (asked.every(({ status }) => status === 'fulfilled')) return;
  }
}

beforeAll(async () => {
  edge = await startEdge({ reach: byRelay });
  cookie = await edge.signIn(await edge.addPerson());
});
afterAll(async () => {
  await edge.stop();
  await relay.stop();
});

describe('database failover', () => {
  it('is told as 503 with a time to try again, lets nobody in meanwhile, and is over without a restart', async () => {
    expect((await ask()).status).toBe(200);
    relay.refuse();
    for (let asked = 0; asked < 3; asked += 1) {
      const answer = await ask();
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toBe('5');
      expect(await answer.json()).toMatchObject({ code: 'unavailable', status: 503 });
    }
    await serveAgain();
    expect((await ask()).status).toBe(200);
  });

  it('that cuts a sign-out at any byte leaves it done with its entry, or not begun', async () => {
    const person = await edge.addPerson();
    const outcomes = new Set<string>();
    let signedIn = 0;
    let known = 0;
    for (const bytes of [200, 800, 1500, 2500, 4000, 6000, 9000, 13_000, 20_000, 40_000]) {
      const session = await edge.signIn(person);
      signedIn += 1;
      relay.cutAfterBytes(bytes);
      const answer = await fetch(`${edge.url}/api/auth/logout`, {
        method: 'POST',
        headers: { cookie: session, origin: edge.url },
      });
      await serveAgain();
      // In one statement: what was cut when it committed may still be about to.
      const [found] = await edge.database.query<{ open: number; ended: number }>(
        `SELECT (SELECT count(*) FROM session WHERE person_id = $1) AS open,
                (SELECT count(*) FROM audit_entry WHERE person_id = $1 AND action = 'session.ended') AS ended`,
        [person],
      );
      const ended = found?.ended ?? 0;
      expect((found?.open ?? 0) + ended).toBe(signedIn);
      if (answer.status !== 503) expect([answer.ok, ended - known]).toEqual([true, 1]);
      outcomes.add(`${String(answer.status)} ${String(ended > known)}`);
      known = ended;
    }
    expect(outcomes).toContain('503 false');
    expect(outcomes.size).toBeGreaterThan(1);
  });
});
