import { timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

export interface EmployeeApi {
  readonly url: string;
  stop(): Promise<void>;
}

const pageSize = 2;

/**
 * A consultants' register with a REST API, for trials: `GET /consultants?page=N` gives a page of the records of a file,
 * and how many there are in all, to whoever shows the token. Pages are small so that fetching goes through several.
 */
export async function startEmployeeApi(of: {
  file: string;
  port: number;
  token: string;
}): Promise<EmployeeApi> {
  const records = JSON.parse(readFileSync(of.file, 'utf8')) as readonly unknown[];
  const expected = Buffer.from(`Bearer ${of.token}`);
  const server = createServer((request, answer) => {
    const shown = Buffer.from(request.headers.authorization ?? '');
    const isKnown = shown.length === expected.length && timingSafeEqual(shown, expected);
    const url = new URL(request.url ?? '/', 'http://localhost');
    const reply = (status: number, body: object): void => {
      answer.writeHead(status, { 'content-type': 'application/json' });
      answer.end(JSON.stringify(body));
    };
    if (!isKnown) reply(401, { error: 'the token is not right' });
    else if (request.method !== 'GET' || url.pathname !== '/consultants') reply(404, { error: 'not found' });
    else {
      const page = Math.max(1, Math.trunc(Number(url.searchParams.get('page') ?? '1')) || 1);
      reply(200, {
        items: records.slice((page - 1) * pageSize, page * pageSize),
        total: records.length,
      });
    }
  });
  await new Promise<void>((ready, failed) => {
    server.once('error', failed);
    server.listen(of.port, '127.0.0.1', ready);
  });
  return {
    url: urlOfEmployeeApi(of.port),
    stop: () =>
      new Promise((closed) => {
        server.close(() => {
          closed();
        });
        server.closeAllConnections();
      }),
  };
}

export function urlOfEmployeeApi(port: number): string {
  return `http://127.0.0.1:${String(port)}/consultants`;
}
