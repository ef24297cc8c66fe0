import { z } from 'zod';
import { namedSchema, whoSchema } from '../people/people.schema.js';
import { freeText } from '../platform/http/free-text.js';
import { dayOut, instant } from '../platform/http/returns.decorator.js';
import { unansweredRules } from '../policy/takeover/campaign-terms.js';
import { unassessedStates } from '../policy/takeover/decide-unassessed.js';

const paged = {
  after: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};

export const takeoverIdSchema = z.uuid();

export const groupsQuerySchema = z.object({
  ...paged,
  view: z.enum(['unmanaged', 'exempt']).default('unmanaged'),
});

export const foundGroupListSchema = z
  .object({
    items: z.array(
      z
        .object({
          id: z.uuid(),
          name: z.string(),
          members: z.int(),
          /** Names of a few accounts; never of a protected person's. */
          sample: z.array(z.string()),
          firstSeen: instant,
          exempt: z.object({ reason: z.string(), by: whoSchema, at: instant }).nullable(),
        })
        .meta({ id: 'FoundGroup' }),
    ),
    next: z.string().nullable(),
  })
  .meta({ id: 'FoundGroupList' });

export const discoverySchema = z
  .object({
    /** Null: the directory has never been read. */
    reading: z
      .object({ readAt: instant, readBy: whoSchema, groups: z.int(), memberships: z.int() })
      .nullable(),
    unmanaged: z.int(),
    exempt: z.int(),
    /** Systems that a group may be put into. */
    systems: z.array(namedSchema),
    may: z.object({ read: z.boolean(), adopt: z.boolean(), exempt: z.boolean(), takeOver: z.boolean() }),
  })
  .meta({ id: 'Discovery' });

const taken = {
  groups: z.int(),
  memberships: z.int(),
  /** Memberships that are kept from now on until they are assessed. */
  kept: z.int(),
  adopted: z.int(),
  strays: z.int(),
};
export const takenSchema = z.object(taken).meta({ id: 'DirectoryTaken' });
export const adoptedSchema = z.object({ ...taken, entitlementId: z.uuid() }).meta({ id: 'GroupAdopted' });

export const adoptGroupSchema = z
  .strictObject({
    systemId: z.uuid(),
    name: freeText(1, 120),
    // Too short is policy's to say, with its pointer.
    sentence: z.string().max(500),
    sentenceEn: freeText(1, 500).optional(),
    privileged: z.boolean(),
    risk: z.int().min(1).max(5),
  })
  .meta({ id: 'AdoptGroup' });

export const exemptGroupSchema = z
  .strictObject({ reason: z.string().max(500).nullable() })
  .meta({ id: 'ExemptGroup' });

export const unassessedQuerySchema = z.object({
  ...paged,
  systemId: z.uuid().optional(),
  state: z.enum(['waiting', 'decided']).default('waiting'),
  /** `staff`: only what one's own staff have. */
  scope: z.enum(['staff', 'all']).default('staff'),
});

export const unassessedListSchema = z
  .object({
    items: z.array(
      z
        .object({
          id: z.uuid(),
          person: whoSchema,
          employmentId: z.uuid(),
          title: z.string(),
          unit: namedSchema,
          manager: whoSchema.nullable(),
          entitlement: z.string(),
          sentence: z.string(),
          privileged: z.boolean(),
          system: namedSchema,
          /** The account's name in the directory; null where its person's name is withheld. */
          username: z.string().nullable(),
          foundAt: instant,
          /** The last day on which it is kept without an answer. */
          keepUntil: dayOut,
          state: z.enum(unassessedStates),
          /** Nobody answered in time, and it is kept all the same. */
          flagged: z.boolean(),
          outcome: z.enum(['granted', 'not-needed', 'unanswered', 'refused', 'left']).nullable(),
          reason: z.string().nullable(),
          decidedBy: whoSchema.nullable(),
          decidedAt: instant.nullable(),
          confirmed: z.boolean(),
          requestId: z.uuid().nullable(),
          /** Roles that give the same: to assess it is to ask for one of them. */
          roles: z.array(z.object({ id: z.uuid(), name: z.string(), sentence: z.string() })),
          may: z.object({ assess: z.boolean(), remove: z.boolean() }),
        })
        .meta({ id: 'UnassessedAccess' }),
    ),
    next: z.string().nullable(),
    total: z.int(),
  })
  .meta({ id: 'UnassessedList' });

export const removeUnassessedSchema = z
  .strictObject({
    ids: z.array(z.uuid()).min(1).max(200),
    // Too short is policy's to say, with its pointer.
    reason: z.string().max(500),
  })
  .meta({ id: 'RemoveUnassessed' });

export const removedSchema = z.object({ removed: z.int() }).meta({ id: 'UnassessedRemoved' });

export const takeoverSystemsSchema = z
  .object({
    items: z.array(
      z
        .object({
          id: z.uuid(),
          name: z.string(),
          waiting: z.int(),
          requested: z.int(),
          flagged: z.int(),
          assessed: z.int(),
          removed: z.int(),
          /** Removed here, and not yet confirmed by the directory. */
          unconfirmed: z.int(),
          strays: z.int(),
          campaign: z
            .object({
              id: z.uuid(),
              closesOn: dayOut,
              unanswered: z.enum(unansweredRules),
              openedAt: z.string(),
            })
            .nullable(),
          may: z.object({ open: z.boolean() }),
        })
        .meta({ id: 'TakeoverSystem' }),
    ),
    next: z.null(),
  })
  .meta({ id: 'TakeoverSystems' });

export const openTakeoverSchema = z
  .strictObject({ systemId: z.uuid(), closesOn: z.iso.date(), unanswered: z.enum(unansweredRules) })
  .meta({ id: 'OpenTakeover' });

export const referenceSchema = z.object({ id: z.uuid() }).meta({ id: 'Reference' });

export const straysQuerySchema = z.object(paged);

export const strayListSchema = z
  .object({
    items: z.array(
      z
        .object({
          entitlement: z.string(),
          system: z.string(),
          username: z.string(),
          why: z.enum(['nobody', 'left', 'second-account', 'disabled', 'added-outside']),
          firstSeen: instant,
        })
        .meta({ id: 'StrayMembership' }),
    ),
    next: z.string().nullable(),
  })
  .meta({ id: 'StrayList' });
