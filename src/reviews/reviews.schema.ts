import { z } from 'zod';
import { grantViewSchema, namedSchema, whoSchema } from '../people/people.schema.js';
import { freeText } from '../platform/http/free-text.js';
import { dayOut, instant, page } from '../platform/http/returns.decorator.js';
import { microcertificationCauses } from '../policy/review/microcertification.js';
import { isDay } from '../policy/model/day.js';

const day = z.string().refine(isDay, 'must be a day that exists, YYYY-MM-DD');
const noAnswer = z.enum(['keep', 'remove']);
const decision = z.enum(['keep', 'remove', 'dont-know']);
const paging = {
  after: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};

export const reviewIdSchema = z.uuid();

const kind = z.enum(['campaign', 'microcertification']);

export const reviewsQuerySchema = z.object({
  state: z.enum(['open', 'closed']).optional(),
  /** Without it: campaigns, and of the small reviews the caller's own. */
  kind: kind.optional(),
  ...paging,
});
export const reviewUnitsQuerySchema = z.object({ q: z.string().trim().max(100).default(''), ...paging });
export const reviewItemsQuerySchema = z.object({ all: z.stringbool().default(false), ...paging });

export const openCampaignSchema = z
  .strictObject({ name: freeText(3, 120), unitId: z.uuid(), closesOn: day, noAnswer })
  .meta({ id: 'OpenCampaign' });

export const decideItemsSchema = z
  .strictObject({
    decisions: z
      .array(
        z.strictObject({
          itemId: z.uuid(),
          decision,
          /** Required to remove, at least 5 characters. */
          reason: freeText(0, 500).optional(),
        }),
      )
      .min(1)
      .max(200),
  })
  .meta({ id: 'DecideItems' });

export const campaignViewSchema = z
  .object({
    id: z.uuid(),
    /** A campaign over a unit, or a small review of one person's access after a change. */
    kind,
    /** Of a campaign. */
    name: z.string(),
    /** Of a microcertification: what happened, and to whom. */
    cause: z.enum(microcertificationCauses).nullable(),
    person: whoSchema.nullable(),
    unit: namedSchema,
    state: z.enum(['open', 'closed']),
    /** Null when a schedule opened it. */
    openedBy: whoSchema.nullable(),
    openedAt: instant,
    closesOn: dayOut,
    /** Null while it is open. */
    closedOn: dayOut.nullable(),
    noAnswer,
    items: z.object({
      total: z.int(),
      /** The caller's own, without those whose access has ended by other means. */
      mine: z.int(),
      mineDecided: z.int(),
      mineSigned: z.int(),
      decided: z.int(),
      removed: z.int(),
      /** Without an answer: so far, or for good once the campaign is closed. */
      unanswered: z.int(),
      /** For which nobody to ask could be found; told apart from those who never answered. */
      withoutReviewer: z.int(),
    }),
    /** The caller has answered and signed off everything of theirs. */
    signedOff: z.boolean(),
    may: z.object({ close: z.boolean() }),
  })
  .meta({ id: 'CampaignView' });

export const campaignListSchema = page(campaignViewSchema).meta({ id: 'CampaignList' });
export const reviewUnitListSchema = page(namedSchema).meta({ id: 'ReviewUnitList' });

export const reviewItemViewSchema = z
  .object({
    id: z.uuid(),
    person: whoSchema,
    /** The reviewer in whose place one answers; null when one is asked oneself. */
    onBehalfOf: whoSchema.nullable(),
    title: z.string(),
    grant: grantViewSchema,
    analysis: z.object({ version: z.int(), validTo: dayOut, purpose: z.string() }),
    /** How many of those who work in the same unit hold the same role; null when they are fewer than five. */
    colleagues: z.object({ have: z.int(), of: z.int() }).nullable(),
    /** Low risk, live analysis, same unit: may be kept together with others. */
    green: z.boolean(),
    state: z.enum(['open', 'decided', 'signed', 'closed', 'moot']),
    decision: decision.nullable(),
    reason: z.string().nullable(),
    /** How far a removal by this review has come; `confirmed` when the directory was read and agrees. By hand: `done` when somebody has said so. */
    removal: z.enum(['waiting', 'done', 'confirmed']).nullable(),
  })
  .meta({ id: 'ReviewItemView' });

export const reviewItemListSchema = page(reviewItemViewSchema).meta({ id: 'ReviewItemList' });

export const decidedSchema = z
  .object({ decided: z.int(), campaign: campaignViewSchema })
  .meta({ id: 'ReviewDecided' });

/** `campaignSchedules:` of the declared catalogue. */
export const campaignSchedulesSchema = z.array(
  z.strictObject({
    key: z.string().regex(/^[a-z0-9-]+$/, 'lower-case letters, digits and hyphens'),
    name: z.string().trim().min(3).max(100),
    /** The unit's code. */
    unit: z.string().min(1),
    everyDays: z.int().min(1).max(1095),
    openDays: z.int().min(1).max(180),
    noAnswer,
    firstOn: day,
  }),
);

export type CampaignView = z.input<typeof campaignViewSchema>;
export type ReviewItemView = z.input<typeof reviewItemViewSchema>;
