import { z } from 'zod';
import { employmentKinds } from '../policy/model/people.js';
import { hrEventsSchema } from './config-hr-events.js';

const column = z.string().min(1);

/** One HR system's files: where they are, how they are written, and what each column means. */
export const hrSourceSchema = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9-]+$/, 'letters, digits and hyphens'),
  name: z.string().min(1),
  /** A folder whose sub-folders are deliveries; each is imported once it holds `readyFile` or lies still. */
  watchFolder: z.string().optional(),
  encoding: z.enum(['utf-8', 'windows-1252']).default('utf-8'),
  delimiter: z.string().length(1).default(';'),
  /** The declared format ends its last line; a file that does not was cut off. */
  endsWithNewline: z.boolean().default(true),
  manifest: z.string().optional(),
  manifestRequired: z.boolean().default(false),
  yes: z.string().default('J'),
  decimal: z.enum([',', '.']).default(','),
  /** Outside production only test numbers are accepted: last four digits before the check digit, 238x 239x 980x 981x. */
  testNumbersOnly: z.boolean().default(false),
  employments: z.strictObject({
    file: z.string(),
    columns: z.strictObject({
      personKey: column,
      personalNumber: column,
      givenName: column,
      callName: column.optional(),
      familyName: column,
      protection: column.optional(),
      hsaId: column.optional(),
      email: column.optional(),
      number: column,
      kind: column,
      titleCode: column.optional(),
      title: column,
      unit: column,
      percent: column.optional(),
      startDate: column,
      endDate: column,
      main: column.optional(),
      leadsUnit: column.optional(),
      managerNumber: column.optional(),
      leaveKind: column.optional(),
      leavePercent: column.optional(),
      leaveFrom: column.optional(),
      leaveTo: column.optional(),
      sponsorNumber: column.optional(),
      externalEmployer: column.optional(),
      contractReference: column.optional(),
      registeredByHand: column.optional(),
    }),
    /** The HR system's code → kind of employment. */
    kinds: z.record(z.string(), z.enum(employmentKinds)),
    protections: z
      .record(z.string(), z.enum(['none', 'confidential', 'protected-registration']))
      .default({ N: 'none' }),
    /** An employment that ended this many days ago may drop out of the snapshot without being a leaver. */
    historyDays: z.int().nonnegative().default(365),
  }),
  units: z.strictObject({
    file: z.string(),
    columns: z.strictObject({
      code: column,
      parent: column,
      name: column,
      kind: column.optional(),
      hsaId: column.optional(),
      managerNumber: column.optional(),
      costCentre: column.optional(),
      validFrom: column.optional(),
      validTo: column.optional(),
    }),
  }),
  /** A file that would end more employments than min(count, share of those in force) stops and waits. */
  breaker: z
    .strictObject({
      count: z.int().positive().default(100),
      share: z.number().positive().max(1).default(0.02),
    })
    .prefault({}),
  /** News pushed by the HR system, one person at a time; left out, none are taken. */
  events: hrEventsSchema.optional(),
  maxFileMegabytes: z.int().positive().default(512),
});

export type HrSource = z.output<typeof hrSourceSchema>;
