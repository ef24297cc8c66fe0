import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { HrResource } from '../../platform/config-hr-pull.js';
import type { HrFileFormat } from '../../platform/config-hr.js';
import type { HrPuller, Pulled, PulledSource } from '../hr-puller.js';
import { DeliveryFault } from '../hr-reader.js';
import { Asker, type Way } from './ask.js';
import { Credentials } from './credentials.js';
import { fetchResource } from './fetch-resource.js';
import { JsonOut } from './json-out.js';

/** Asks a REST employee API for the whole snapshot: JSON over HTTPS, page by page. */
export class RestPuller implements HrPuller {
  readonly #now: () => Date;
  readonly #pauseMs: number;

  /** @param options.pauseMs before a second attempt; a second unless told */
  constructor(options: { now: () => Date; pauseMs?: number }) {
    this.#now = options.now;
    this.#pauseMs = options.pauseMs ?? 1000;
  }

  async pull(source: PulledSource, folder: string): Promise<Pulled> {
    const { pull, employments, units } = source;
    const ca = pull.caFile === undefined ? undefined : await readFile(pull.caFile);
    const timeoutMs = pull.timeoutSeconds * 1000;
    const asker = new Asker({
      allowPrivate: pull.allowPrivate,
      ca,
      own: await ownCertificate(pull),
      timeoutMs,
    });
    try {
      const credentials = new Credentials(pull, asker, this.#now);
      const delivery = new Map<string, string>();
      const fetched = async (resource: HrResource, format: HrFileFormat): Promise<number> => {
        const file = path.join(folder, `pulled-${String(delivery.size)}.json`);
        delivery.set(format.file, file);
        const { attempts } = pull;
        const [now, pauseMs] = [this.#now, this.#pauseMs];
        const mostBytes = source.maxFileMegabytes * 1024 * 1024;
        const job = { resource, rows: format.rows, asker, credentials, attempts, now, pauseMs, mostBytes };
        return write(file, source, format, (out) => fetchResource(job, out));
      };
      // Units first: an employment may then be in a unit that is newer than the employment is.
      for (const file of employments.joined) {
        const resource = pull.joined[file.file];
        if (resource !== undefined) await fetched(resource, file);
      }
      const stated = {
        units: pull.units && units ? await fetched(pull.units, units) : undefined,
        employments: await fetched(pull.employments, employments),
      };
      if (stated.employments === 0 || stated.units === 0)
        throw new DeliveryFault('no-rows', `${new URL(pull.employments.url).host} gave no records.`);
      return { delivery, stated };
    } finally {
      asker.close();
    }
  }
}

async function ownCertificate({ certificate }: PulledSource['pull']): Promise<Way['own']> {
  if (certificate === undefined) return undefined;
  const [cert, key] = await Promise.all([readFile(certificate.certFile), readFile(certificate.keyFile)]);
  return { cert, key, passphrase: certificate.passphrase };
}

async function write(
  file: string,
  { maxFileMegabytes }: PulledSource,
  { rows, total }: HrFileFormat,
  fetch: (out: JsonOut) => Promise<void>,
): Promise<number> {
  const handle = await open(file, 'wx', 0o600);
  try {
    const out = new JsonOut(handle, rows, total, maxFileMegabytes * 1024 * 1024);
    await fetch(out);
    await out.end();
    return out.records;
  } finally {
    await handle.close();
  }
}
