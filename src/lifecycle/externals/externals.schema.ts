import { z } from 'zod';
import { namedSchema, whoSchema } from '../../people/people.schema.js';
import { freeText } from '../../platform/http/free-text.js';
import { dayOut, page } from '../../platform/http/returns.decorator.js';
import { shortcomings } from '../../policy/lifecycle/external-terms.js';
import { isDay } from '../../policy/model/day.js';
import { externalKinds } from '../../policy/model/people.js';
import { externalFilters } from './external-pages.store.js';

const day = z.string().refine(isDay, 'is not a day (yyyy-mm-dd)');
const name = z
  .string()
  .trim()
  .normalize('NFC')
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}<>]*$/u, 'holds a character that no name has');
const words = freeText(2, 120);
/** With at least one letter or digit: a dash is no reference. */
const reference = freeText(2, 80).regex(/[\p{L}\p{N}]/u, 'needs a letter or a digit');

export const externalIdSchema = z.uuid();

export const externalsQuerySchema = z.object({
  show: z.enum(externalFilters).default('current'),
  after: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const externalUnitsQuerySchema = z.object({ q: z.string().trim().max(100).default('') });

export const externalUnitsSchema = z.object({ items: z.array(namedSchema) }).meta({ id: 'ExternalUnits' });

export const externalSchema = z
  .object({
    /** The employment's. */
    id: z.uuid(),
    person: whoSchema,
    kind: z.enum(externalKinds),
    title: z.string(),
    unit: namedSchema,
    employer: z.string().nullable(),
    contract: z.string().nullable(),
    from: dayOut,
    to: dayOut.nullable(),
    state: z.enum(['sponsored', 'taken-over', 'unsponsored', 'over']),
    sponsor: whoSchema.nullable(),
    /** Who answers since the sponsor left, and by when a new one must be named. */
    acting: whoSchema.nullable(),
    nameBy: dayOut.nullable(),
    missing: z.array(z.enum(shortcomings)),
    registeredHere: z.boolean(),
    may: z.object({ extend: z.boolean(), changeSponsor: z.boolean(), end: z.boolean() }),
  })
  .meta({ id: 'External' });

export const externalListSchema = page(externalSchema)
  .extend({ mayRegister: z.boolean(), maxDays: z.int() })
  .meta({ id: 'ExternalList' });

export const registrationSchema = z
  .strictObject({
    givenName: name,
    familyName: name,
    /** 12 digits; optional, but with it the HR system's record of the same person is recognised later. */
    personalNumber: z.string().trim().max(20).optional(),
    hsaId: z
      .string()
      .trim()
      .regex(/^SE\d{10}-[A-Za-z0-9]{1,18}$/, 'is not an HSA-id')
      .optional(),
    email: z.email().max(200).optional(),
    kind: z.enum(externalKinds),
    title: words,
    unitId: z.uuid(),
    employer: words,
    contractReference: reference,
    startDate: day,
    endDate: day,
    /** Who answers for the person; the caller when left out. */
    sponsorId: z.uuid().optional(),
  })
  .meta({ id: 'RegisterExternal' });

export const extensionSchema = z
  .strictObject({ endDate: day, contractReference: reference })
  .meta({ id: 'ExtendExternal' });

export const newSponsorSchema = z
  .strictObject({ sponsorId: z.uuid(), reason: freeText(10, 500) })
  .meta({ id: 'NewSponsor' });

export const endExternalSchema = z.strictObject({ reason: freeText(10, 500) }).meta({ id: 'EndExternal' });

export type Registration = z.output<typeof registrationSchema>;
export type ExternalsQuery = z.output<typeof externalsQuerySchema>;
export type ExternalView = z.input<typeof externalSchema>;
export type ExternalListView = z.input<typeof externalListSchema>;
