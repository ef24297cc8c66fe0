import { z } from 'zod';
import { dayOut, instant, page } from '../platform/http/returns.decorator.js';
import { prerequisiteKinds, prerequisiteStates } from '../policy/model/prerequisite.js';
import { namedSchema, whoSchema } from './people.schema.js';

const kind = z.enum(prerequisiteKinds);
const state = z.enum(prerequisiteStates);
const count = z.int().nonnegative();

export const prerequisiteListSchema = page(
  z
    .object({
      id: z.uuid(),
      kind,
      name: z.string(),
      /** What to do to fulfil it. */
      how: z.string(),
      validityMonths: z.int().nullable(),
      /** Persons whom it concerns, by state; `lapsed` includes what was withdrawn. */
      counts: z.object({ valid: count, lapsing: count, lapsed: count, missing: count }),
    })
    .meta({ id: 'PrerequisiteView' }),
).meta({ id: 'PrerequisiteList' });

export const prerequisitePeopleSchema = page(
  z
    .object({
      person: whoSchema,
      title: z.string(),
      unit: namedSchema,
      state,
      day: dayOut.nullable(),
      lastDay: dayOut.nullable(),
    })
    .meta({ id: 'PrerequisitePerson' }),
).meta({ id: 'PrerequisitePeople' });

export const prerequisitePeopleQuerySchema = z.object({
  state: z.enum(['valid', 'lapsing', 'lapsed', 'missing']).optional(),
  after: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const personPrerequisitesSchema = page(
  z
    .object({
      id: z.uuid(),
      kind,
      name: z.string(),
      how: z.string(),
      state,
      day: dayOut.nullable(),
      lastDay: dayOut.nullable(),
      /** Of an acknowledgement: what was signed, and what is asked for now. */
      textVersion: z.int().nullable(),
      currentVersion: z.int().nullable(),
      /** False: nothing that the person holds or is asked for demands it. */
      needed: z.boolean(),
      /** Roles that the person holds and that rest without it. */
      requiredBy: z.array(z.string()),
      mayRegister: z.boolean(),
      history: z.array(
        z.object({
          origin: z.enum(['import', 'register', 'signature', 'takeover']),
          met: z.boolean(),
          day: dayOut,
          until: dayOut.nullable(),
          textVersion: z.int().nullable(),
          by: whoSchema.nullable(),
          at: instant,
        }),
      ),
    })
    .meta({ id: 'PersonPrerequisite' }),
).meta({ id: 'PersonPrerequisites' });

/** What somebody lacks for a role, as a preview says it. */
export const lackingSchema = z
  .object({ id: z.uuid(), kind, name: z.string(), how: z.string() })
  .meta({ id: 'LackingPrerequisite' });

export type PrerequisiteList = z.input<typeof prerequisiteListSchema>;
export type PrerequisitePeople = z.input<typeof prerequisitePeopleSchema>;
export type PrerequisitePeopleQuery = z.output<typeof prerequisitePeopleQuerySchema>;
export type PersonPrerequisites = z.input<typeof personPrerequisitesSchema>;
