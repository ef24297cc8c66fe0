import { z } from 'zod';
import { suspensionCauses } from '../policy/model/access.js';
import { dayOut, instant } from '../platform/http/returns.decorator.js';

/** A person as the caller may see them: made by read-who and by nothing else. */
export const whoSchema = z
  .object({ id: z.uuid().nullable(), name: z.string(), protected: z.boolean() })
  .meta({ id: 'Who' });

export const namedSchema = z.object({ id: z.uuid(), name: z.string() }).meta({ id: 'Named' });

/** `sentence` says what the role lets one do, in the caller's language. */
export const roleRefSchema = z
  .object({ id: z.uuid(), name: z.string(), sentence: z.string(), privileged: z.boolean() })
  .meta({ id: 'RoleRef' });

export const employmentViewSchema = z
  .object({
    id: z.uuid(),
    unit: namedSchema,
    title: z.string(),
    kind: z.enum(['permanent', 'fixed-term', 'hourly', 'probation', 'consultant', 'student', 'volunteer']),
    from: dayOut,
    to: dayOut.nullable(),
    state: z.enum(['coming', 'in-force', 'ended', 'terminated']),
    main: z.boolean(),
    manager: whoSchema.nullable(),
    onLeave: z.boolean(),
    /** The leave of absence that HR states last: over, running or coming. */
    leave: z.object({ from: dayOut, to: dayOut.nullable() }).nullable(),
  })
  .meta({ id: 'EmploymentView' });

export const grantViewSchema = z
  .object({
    id: z.uuid(),
    role: roleRefSchema,
    system: z.string(),
    unit: namedSchema,
    employmentId: z.uuid(),
    source: z.enum(['request', 'birthright', 'activation', 'takeover']),
    from: instant,
    to: instant.nullable(),
    nextReview: dayOut.nullable(),
    state: z.enum(['active', 'ended']),
    endedAt: instant.nullable(),
    endedReason: z.string().nullable(),
    /** Why it rests; empty when it works. */
    restsFor: z.array(z.enum(suspensionCauses)),
    /** The person has moved to another unit: it is there for handover or until a review has answered. */
    outgrown: z.boolean(),
    /** Reaches data of other care providers (sammanhållen dokumentation). */
    acrossProviders: z.boolean(),
    /** Why it is held: the assessment's need, or the birthright rule's name. */
    why: z.string(),
    grantedBy: whoSchema.nullable(),
    /** How far it has come: in the directory, or by hand where no connector reaches. */
    delivery: z.enum(['by-hand', 'handled', 'pending', 'delivered', 'confirmed', 'not-applicable']),
  })
  .meta({ id: 'GrantView' });

export const personCardSchema = z
  .object({
    person: whoSchema,
    /** The person whom this one was found to be; nothing but history is left here. */
    mergedInto: whoSchema.nullable(),
    email: z.string().nullable(),
    hsaId: z.string().nullable(),
    employments: z.array(employmentViewSchema),
    grants: z.array(grantViewSchema),
    timeline: z.array(
      z.object({
        at: dayOut,
        kind: z.enum([
          'joined',
          'moved',
          'leave',
          'returned',
          'left',
          'rehired',
          'terminated',
          'granted',
          'removed',
          'reviewed',
        ]),
        text: z.string(),
        unit: z.string().nullable(),
      }),
    ),
    account: z
      .object({
        username: z.string(),
        state: z.enum(['none', 'pending', 'preparing', 'prepared', 'enabled', 'disabled', 'deleted']),
        waitingSince: instant.nullable(),
        confirmedAt: instant.nullable(),
      })
      .nullable(),
    /** Access that stayed in a unit after the person had left it, for handover or until somebody answered. */
    handovers: z.array(z.object({ unit: z.string().nullable(), from: dayOut, to: dayOut.nullable() })),
    may: z.object({
      request: z.boolean(),
      terminate: z.boolean(),
      /** See through the person's protection, by saying why. */
      unmask: z.boolean(),
      readUnmaskings: z.boolean(),
    }),
    waitingRequests: z.array(z.object({ id: z.uuid(), number: z.int(), role: roleRefSchema })),
  })
  .meta({ id: 'PersonCard' });

export const personLineSchema = z
  .object({
    id: z.uuid(),
    person: whoSchema,
    title: z.string(),
    unit: namedSchema,
    state: z.enum(['coming', 'active', 'leaving', 'ended']),
    /** The first day of somebody who is to begin. */
    from: dayOut.nullable(),
    to: dayOut.nullable(),
    /** Leave of all the work: running, or coming within a month. */
    leave: z.object({ from: dayOut, to: dayOut.nullable(), runs: z.boolean() }).nullable(),
    grants: z.int(),
    expiringSoon: z.int(),
  })
  .meta({ id: 'PersonLine' });

export const peopleListSchema = z
  .object({ items: z.array(personLineSchema), next: z.string().nullable(), total: z.int() })
  .meta({ id: 'PeopleList' });

export const peopleQuerySchema = z.object({
  scope: z.enum(['staff', 'all']).default('staff'),
  q: z.string().trim().max(100).optional(),
  after: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const personIdSchema = z.uuid();

export type EmploymentView = z.input<typeof employmentViewSchema>;
export type PeopleQuery = z.output<typeof peopleQuerySchema>;
