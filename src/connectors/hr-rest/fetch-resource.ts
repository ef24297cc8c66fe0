import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HrResource } from '../../platform/config-hr-pull.js';
import { JsonFault, JsonSplitter } from '../hr-file/split-json.js';
import { invalidText } from '../hr-file/read-json.js';
import { DeliveryFault } from '../hr-reader.js';
import { Passing, reasonOf, retryAfter, type Asker } from './ask.js';
import type { Credentials } from './credentials.js';
import { TooLarge, type JsonOut } from './json-out.js';
import { firstPage, nextPage, pathsOf, type PageSaid } from './next-page.js';

export interface FetchJob {
  readonly resource: HrResource;
  /** Where a page has its records. */
  readonly rows: string | undefined;
  readonly asker: Asker;
  readonly credentials: Credentials;
  readonly attempts: number;
  readonly now: () => Date;
  /** One answer may not hold more, unpacked. */
  readonly mostBytes: number;
  /** The pause before the second attempt; each further one is twice as long. */
  readonly pauseMs: number;
}

const mostPages = 100_000;
const longestPauseMs = 60_000;

/** Fetches a resource page by page to its proven end. @throws DeliveryFault */
export async function fetchResource(job: FetchJob, out: JsonOut): Promise<void> {
  const { resource } = job;
  const asked = new Set<string>();
  let total: number | null = null;
  for (let url: URL | null = firstPage(resource); url !== null;) {
    if (asked.has(url.href) || asked.size === mostPages)
      throw new DeliveryFault('pull-answer', `${url.host} leads from page to page without an end.`);
    asked.add(url.href);
    const said: PageSaid = await persist(job, url, out, asked.size > 1);
    const stated = totalOf(resource, said);
    if (total !== null && stated !== total)
      throw new DeliveryFault(
        'pull-incomplete',
        `${url.host}: the number of records changed while they were fetched.`,
      );
    total = stated;
    url = nextPage(resource, said, { pages: asked.size, records: out.records, total });
  }
  if (total !== null && total !== out.records) {
    const host = new URL(resource.url).host;
    const message = `${host} gave ${String(out.records)} records and says that there are ${String(total)}.`;
    throw new DeliveryFault('pull-incomplete', message);
  }
}

function totalOf({ total, totalHeader }: HrResource, said: PageSaid): number | null {
  if (totalHeader !== undefined) {
    if (/^\d{1,9}$/.test(said.total ?? '')) return Number(said.total);
    throw new DeliveryFault('pull-answer', `${said.url.host} states no number of records in ${totalHeader}.`);
  }
  if (total === undefined) return null;
  const value = said.also.get(total);
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new DeliveryFault('pull-answer', `${said.url.host} states no number of records at ${total}.`);
}

/** One page, again and again where that may help. */
async function persist(job: FetchJob, url: URL, out: JsonOut, isBegun: boolean): Promise<PageSaid> {
  let renewed = false;
  for (let attempt = 1; ; attempt += 1) {
    out.begin();
    try {
      return await readPage(job, url, out);
    } catch (error) {
      out.takeBack();
      if (error instanceof Unauthorised) {
        if (renewed || !job.credentials.renew())
          throw new DeliveryFault(
            'pull-refused',
            `${url.host} does not let us in (${String(error.status)}).`,
          );
        renewed = true;
        attempt -= 1;
        continue;
      }
      if (!(error instanceof Passing)) throw error;
      if (attempt >= job.attempts)
        throw new DeliveryFault(
          isBegun ? 'pull-incomplete' : 'pull-unreachable',
          `${error.message}; tried ${String(attempt)} times.`,
        );
      const pause = Math.min(job.pauseMs * 2 ** (attempt - 1), longestPauseMs);
      await sleep(Math.max(error.retryAfterMs ?? 0, pause * (0.75 + Math.random() / 2)));
    }
  }
}

class Unauthorised extends Error {
  constructor(readonly status: number) {
    super('unauthorised');
  }
}

async function readPage(job: FetchJob, url: URL, out: JsonOut): Promise<PageSaid> {
  const headers = await job.credentials.headers();
  const answer = await job.asker.ask(job.credentials.address(url), { method: 'GET', headers });
  try {
    checkHead(answer, url, job.now());
    const splitter = new JsonSplitter({ rows: job.rows?.split('.') ?? [], also: pathsOf(job.resource) });
    const decoder = new TextDecoder('utf-8', { fatal: true });
    const before = out.records;
    let bytes = 0;
    for await (const piece of unpacked(answer)) {
      bytes += piece.length;
      if (bytes > job.mostBytes) throw new TooLarge();
      await out.write(splitter.push(decoder.decode(piece, { stream: true })));
    }
    await out.write(splitter.push(decoder.decode()));
    splitter.end();
    const link = answer.headers['link'];
    const said = Array.isArray(link) ? link.join(', ') : link;
    const { totalHeader } = job.resource;
    const counted = totalHeader === undefined ? undefined : answer.headers[totalHeader.toLowerCase()];
    const total = typeof counted === 'string' ? counted : undefined;
    return { url, records: out.records - before, also: splitter.also, link: said, total };
  } catch (error) {
    throw judged(error, url);
  } finally {
    answer.destroy();
  }
}

/** The answer's bytes as they were before they were packed for the way. */
function unpacked(answer: IncomingMessage): AsyncIterable<Buffer> {
  if (answer.headers['content-encoding'] !== 'gzip') return answer;
  const gunzip = createGunzip();
  // Its failure is the reader's to see, and the reader's leaving ends both.
  pipeline(answer, gunzip).catch(() => undefined);
  return gunzip;
}

function checkHead(answer: IncomingMessage, url: URL, now: Date): void {
  const status = answer.statusCode ?? 0;
  if (status === 401 || status === 403) throw new Unauthorised(status);
  if (status === 408 || status === 429 || status >= 500)
    throw new Passing(
      `${url.host} answered ${String(status)}`,
      retryAfter(answer.headers['retry-after'], now.getTime()),
    );
  if (status !== 200) throw new DeliveryFault('pull-answer', `${url.host} answered ${String(status)}.`);
  const type = answer.headers['content-type'] ?? '';
  if (!/^(?:application\/(?:[\w.+-]+\+)?|text\/)json\s*(?:;|$)/i.test(type))
    throw new DeliveryFault('pull-answer', `${url.host} answered with something else than JSON.`);
  const charset = /charset\s*=\s*"?([\w-]+)/i.exec(type)?.[1] ?? 'utf-8';
  const packed = answer.headers['content-encoding'] ?? 'identity';
  if (!/^utf-?8$/i.test(charset) || !['identity', 'gzip'].includes(packed))
    throw new DeliveryFault('pull-answer', `${url.host} answered in an encoding that was not asked for.`);
}

/** What a failure while reading an answer means. A text that ends too early may be whole the next time. */
function judged(error: unknown, url: URL): unknown {
  if (error instanceof JsonFault)
    return error.kind === 'truncated'
      ? new Passing(`${url.host}: the answer ${error.message}`)
      : new DeliveryFault('pull-answer', `${url.host}: the answer ${error.message}.`);
  if (error instanceof TooLarge)
    return new DeliveryFault('file-too-large', `${url.host} sends more than the source may hold.`);
  if (error instanceof DeliveryFault || error instanceof Unauthorised || error instanceof Passing)
    return error;
  const reason = reasonOf(error);
  if (reason === invalidText)
    return new DeliveryFault('pull-answer', `${url.host}: the answer is not UTF-8.`);
  if (reason === 'Z_DATA_ERROR')
    return new DeliveryFault('pull-answer', `${url.host}: the answer says that it is packed and is not.`);
  // The connection broke off; a fault of the disk has another kind of code.
  return broken.test(reason) ? new Passing(`${url.host}: the answer broke off (${reason})`) : error;
}

const broken =
  /^(ECONNRESET|Z_BUF_ERROR|EPIPE|ETIMEDOUT|ERR_STREAM_PREMATURE_CLOSE|ABORT_ERR|HPE_\w+|no answer in time)$/;
