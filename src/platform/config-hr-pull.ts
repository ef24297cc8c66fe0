import { z } from 'zod';
import { jsonPathFault } from '../policy/model/json-path.js';

/** Where in a JSON document something stands: `data.items`. */
export const jsonPath = z.string().superRefine((path, context) => {
  const fault = jsonPathFault(path);
  if (fault !== null || path.includes('[]'))
    context.addIssue({ code: 'custom', message: fault ?? 'only a column may go through a list ([])' });
});

const secret = z.string().min(1);
const address = z.url({ protocol: /^https?$/ });

const authentication = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('bearer'), token: secret }),
  z.strictObject({ kind: z.literal('basic'), user: z.string().min(1), password: secret }),
  /** A header of the API's own: `Authorization: ApiKey …`, `X-Api-Key: …`. */
  z.strictObject({
    kind: z.literal('header'),
    name: z.string().regex(/^[A-Za-z0-9-]+$/),
    value: z.string().regex(/^[\x21-\x7e][\x20-\x7e]*$/),
  }),
  /** A key in the address. No message and no log repeats an address. */
  z.strictObject({ kind: z.literal('query'), param: z.string().min(1), value: secret }),
  /** OAuth 2.0 client credentials (RFC 6749, 4.4). */
  z.strictObject({
    kind: z.literal('client-credentials'),
    tokenUrl: address,
    clientId: z.string().min(1),
    clientSecret: secret,
    scope: z.string().optional(),
    /** Where the client says who it is: in a Basic header, or in the body. */
    sendAs: z.enum(['basic', 'body']).default('basic'),
    /** What else the token's server wants to know: `audience`, `resource`. */
    parameters: z.record(z.string().min(1), z.string()).default({}),
  }),
]);

const paging = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  /** Pages by number, until `last` says so, `total` records have come, or a page is empty. */
  z.strictObject({
    kind: z.literal('page'),
    param: z.string().min(1).default('page'),
    first: z.int().nonnegative().default(1),
    last: jsonPath.optional(),
    /** Number of pages in all. */
    pages: jsonPath.optional(),
    /** The API promises that the first page without records is the end. */
    untilEmpty: z.boolean().default(false),
  }),
  /** By the number of records that have come, until `total` have. */
  z.strictObject({
    kind: z.literal('offset'),
    param: z.string().min(1).default('offset'),
    untilEmpty: z.boolean().default(false),
  }),
  /** Each page names what the next one is asked for by; the last names nothing. */
  z.strictObject({ kind: z.literal('cursor'), param: z.string().min(1), next: jsonPath }),
  /** Each page gives the next one's address: at `next`, or in its Link header (RFC 8288). The last gives none. */
  z.strictObject({ kind: z.literal('link'), next: jsonPath.optional() }),
]);

const resource = z
  .strictObject({
    url: address,
    paging: paging.default({ kind: 'none' }),
    /** Number of records in all, as each page states it. */
    total: jsonPath.optional(),
    /** The same in a header of each answer: `X-Total-Count`. */
    totalHeader: z
      .string()
      .regex(/^[A-Za-z0-9-]+$/)
      .optional(),
  })
  .superRefine(({ paging: way, total, totalHeader }, context) => {
    const wrong = (path: string[], message: string): void => {
      context.addIssue({ code: 'custom', path, message });
    };
    if (total !== undefined && totalHeader !== undefined)
      wrong(['totalHeader'], 'the number is stated either at `total` or in a header');
    const counted = total !== undefined || totalHeader !== undefined;
    const proof =
      'an empty page alone does not prove that all have come, unless `untilEmpty` says that it does';
    if (
      way.kind === 'page' &&
      way.last === undefined &&
      way.pages === undefined &&
      !way.untilEmpty &&
      !counted
    )
      wrong(['paging', 'last'], `pages by number need \`last\`, \`pages\` or \`total\`: ${proof}`);
    if (way.kind === 'offset' && !way.untilEmpty && !counted)
      wrong(['paging', 'kind'], `pages by offset need \`total\`: ${proof}`);
  });

/** An employee API that is asked for the whole snapshot. */
export const pullSchema = z
  .strictObject({
    /** Five fields, Swedish time: `30 4 * * *`. Left out, it is fetched by command or page alone. */
    schedule: z.string().refine(isCron, 'must be five fields of a cron schedule').optional(),
    employments: resource,
    units: resource.optional(),
    /** By the file's name. */
    joined: z.record(z.string(), resource).default({}),
    authentication: authentication.optional(),
    headers: z.record(z.string().regex(/^[A-Za-z0-9-]+$/), z.string().regex(/^[\x20-\x7e]*$/)).default({}),
    caFile: z.string().optional(),
    /** Our own certificate and its key, in PEM: the other side knows us by them (mTLS). */
    certificate: z
      .strictObject({
        certFile: z.string().min(1),
        keyFile: z.string().min(1),
        passphrase: z.string().min(1).optional(),
      })
      .optional(),
    /** Lets it answer at an address of a private network, and without TLS. */
    allowPrivate: z.boolean().default(false),
    timeoutSeconds: z.int().min(1).max(600).default(30),
    attempts: z.int().min(1).max(10).default(5),
  })
  .superRefine((pull, context) => {
    const { employments, units, authentication: way } = pull;
    for (const [path, url] of [
      [['employments', 'url'], employments.url],
      [['units', 'url'], units?.url],
      [['authentication', 'tokenUrl'], way?.kind === 'client-credentials' ? way.tokenUrl : undefined],
    ] as const)
      if (url?.startsWith('http:') === true && !pull.allowPrivate)
        context.addIssue({
          code: 'custom',
          path: [...path],
          message: 'must be https, or allowPrivate be set',
        });
    for (const name of Object.keys(pull.headers))
      if (['authorization', 'host', 'content-length', 'cookie'].includes(name.toLowerCase()))
        context.addIssue({ code: 'custom', path: ['headers', name], message: 'cannot be set here' });
  });

export type HrPull = z.output<typeof pullSchema>;
export type HrResource = z.output<typeof resource>;

const cronRanges = [[0, 59], [0, 23], [1, 31], [1, 12], [0, 7]] as const; // prettier-ignore

function isCron(text: string): boolean {
  const fields = text.trim().split(/\s+/);
  return (
    fields.length === 5 &&
    fields.every((field, n) => {
      const [low, high] = cronRanges[n] ?? [0, 0];
      return field.split(',').every((part) => {
        const found = /^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:\/([1-9]\d?))?$/.exec(part);
        if (!found) return false;
        const [, from, to] = found;
        return [from, to].every(
          (value) => value === undefined || (Number(value) >= low && Number(value) <= high),
        );
      });
    })
  );
}
