import type { HrResource } from '../../platform/config-hr-pull.js';
import { DeliveryFault } from '../hr-reader.js';

/** What one page said beside its records. */
export interface PageSaid {
  readonly url: URL;
  readonly records: number;
  readonly also: ReadonlyMap<string, unknown>;
  readonly link: string | undefined;
  /** What the header says that is declared to hold the number of records. */
  readonly total?: string | undefined;
}

/** How far it has come, this page included. */
export interface Progress {
  /** Pages so far. */
  readonly pages: number;
  readonly records: number;
  readonly total: number | null;
}

/** The address of the first page. */
export function firstPage({ url, paging }: HrResource): URL {
  const first = new URL(url);
  if (paging.kind === 'page') first.searchParams.set(paging.param, String(paging.first));
  if (paging.kind === 'offset') first.searchParams.set(paging.param, '0');
  return first;
}

/** Paths of a page's values that decide what comes next. */
export function pathsOf({ paging, total }: HrResource): string[] {
  const found = [total];
  if (paging.kind === 'page') found.push(paging.last, paging.pages);
  if (paging.kind === 'cursor' || paging.kind === 'link') found.push(paging.next);
  return found.filter((path) => path !== undefined);
}

/** The address of the page after this one; null when this one was the last. @throws DeliveryFault */
export function nextPage(resource: HrResource, said: PageSaid, progress: Progress): URL | null {
  const { paging } = resource;
  switch (paging.kind) {
    case 'none':
      return null;
    case 'page': {
      const last = paging.last === undefined ? undefined : said.also.get(paging.last);
      if (paging.last !== undefined && typeof last !== 'boolean')
        throw strange(said, `says neither true nor false at ${paging.last}`);
      const pages = paging.pages === undefined ? undefined : said.also.get(paging.pages);
      if (paging.pages !== undefined && !(typeof pages === 'number' && Number.isSafeInteger(pages)))
        throw strange(said, `states no number of pages at ${paging.pages}`);
      if (last === true || progress.pages >= (typeof pages === 'number' ? pages : Infinity)) return null;
      if (last === undefined && pages === undefined && isAll(paging.untilEmpty, said, progress)) return null;
      if (said.records === 0) throw emptyPage(said);
      const next = new URL(said.url);
      next.searchParams.set(paging.param, String(paging.first + progress.pages));
      return next;
    }
    case 'offset': {
      if (isAll(paging.untilEmpty, said, progress)) return null;
      if (said.records === 0) throw emptyPage(said);
      const next = new URL(said.url);
      next.searchParams.set(paging.param, String(progress.records));
      return next;
    }
    case 'cursor': {
      const cursor = said.also.get(paging.next) ?? '';
      if (cursor === '') return null;
      if (typeof cursor !== 'string' && typeof cursor !== 'number')
        throw strange(said, `gives no text at ${paging.next}`);
      const next = new URL(said.url);
      next.searchParams.set(paging.param, String(cursor));
      return next;
    }
    case 'link': {
      const link = paging.next === undefined ? linkedNext(said.link) : (said.also.get(paging.next) ?? '');
      if (link === '') return null;
      const next = typeof link === 'string' ? URL.parse(link, said.url.href) : null;
      if (next === null) throw strange(said, 'gives no address of the next page');
      if (next.origin !== said.url.origin)
        throw new DeliveryFault('pull-address', `${said.url.host} names a next page on another host.`);
      return next;
    }
  }
}

/** As many have come as there are; or none came where that is said to mean the same. */
function isAll(untilEmpty: boolean, said: PageSaid, { records, total }: Progress): boolean {
  return total === null ? untilEmpty && said.records === 0 : records >= total;
}

function emptyPage(said: PageSaid): DeliveryFault {
  return new DeliveryFault('pull-incomplete', `${said.url.host} gave an empty page before the last one.`);
}

/** The address with rel=next in a Link header (RFC 8288); '' when there is none. */
function linkedNext(header: string | undefined): string {
  for (const [, address, parameters] of (header ?? '').matchAll(
    /<([^>]*)>((?:\s*;\s*[^,;"]+(?:"[^"]*")?)*)/g,
  ))
    if (/;\s*rel\s*=\s*"?(?:[^"]*\s)?next(?:\s[^"]*)?"?\s*(?:;|$)/i.test(parameters ?? ''))
      return address ?? '';
  return '';
}

function strange(said: PageSaid, how: string): DeliveryFault {
  return new DeliveryFault('pull-answer', `${said.url.host} ${how}.`);
}
