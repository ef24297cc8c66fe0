import { z } from 'zod';
import { heldGrounds } from '../policy/authority/authority.js';
import { dataClasses } from '../policy/catalogue/states.js';
import { logEvents } from '../policy/catalogue/system-content.js';
import { isDay } from '../policy/model/day.js';
import { employmentKinds } from '../policy/model/people.js';
import { analysisContentSchema } from './analysis.schema.js';
import { prerequisiteProblems, prerequisitesOf } from './prerequisite.schema.js';

const key = z.string().regex(/^[a-z0-9][a-z0-9-]{1,59}$/, 'lower-case letters, digits and hyphens');
const text = z.string().trim().min(3).max(1000);
const bilingual = z.strictObject({ sv: text, en: text });
const day = z.string().refine(isDay, 'a day as YYYY-MM-DD');
const days = z.int().min(1).max(1095);
const word = z.string().min(1);

/** Somebody already imported: by HSA-id, or by an employment number of the file's `source`. */
const personReference = z.union([z.strictObject({ hsaId: word }), z.strictObject({ employment: word })]);

const selector = z
  .strictObject({
    unitsBelow: z.array(word).min(1).optional(),
    unitKinds: z.array(word).min(1).optional(),
    titleCodes: z
      .array(z.string().regex(/^\d{1,6}\*?$/, 'an AID code, or its beginning and *'))
      .min(1)
      .optional(),
    employmentKinds: z.array(z.enum(employmentKinds)).min(1).optional(),
  })
  .describe('PeopleSelector');

const entitlement = z.strictObject({
  key,
  name: text,
  sentence: bilingual,
  target: z.enum(['directory', 'grindvakt', 'manual']),
  /** The group's cn in a directory; a right of Grindvakt; what somebody is to set up, in the system's own words. */
  externalName: z.string().trim().min(2).max(120),
  privileged: z.boolean().default(false),
  dataClass: z.enum(dataClasses).default('internal'),
  risk: z.int().min(1).max(5).default(1),
  requiredLevel: z.int().min(1).max(4).default(1),
  maxDays: days.optional(),
  reviewDays: days.optional(),
  askableBy: selector.optional(),
});

const klass = z.int().min(0).max(9);

const system = z.strictObject({
  key,
  name: text,
  purpose: text,
  informationOwner: personReference,
  systemOwner: personReference,
  classes: z.strictObject({ confidentiality: klass, integrity: klass, availability: klass }),
  logPolicy: text,
  informationTypes: z.array(text).default([]),
  /** Which information may be in it, and which may not. */
  mayHold: z.string().trim().max(2000).default(''),
  mayNotHold: z.string().trim().max(2000).default(''),
  personalData: z.boolean().default(false),
  patientData: z.boolean().default(false),
  logEvents: z.array(z.enum(logEvents)).default([]),
  minimumLevel: z.int().min(1).max(4).default(1),
  /** When its classification is to be looked at again. */
  reviewOn: day.optional(),
  entitlements: z.array(entitlement).min(1),
});

const role = z.strictObject({
  key,
  system: key,
  name: bilingual,
  sentence: bilingual,
  entitlements: z.array(key).min(1),
  risk: z.int().min(1).max(5),
  requiredLevel: z.int().min(1).max(4).default(3),
  maxDays: days,
  reviewDays: days,
  requestable: z.boolean().default(true),
  /** Prerequisites, by key: grants of the role rest for whom one of them does not hold. */
  requires: z.array(key).default([]),
  suggestedFor: selector.optional(),
  dataClass: z.enum(dataClasses).default('internal'),
  /** For whom it may be asked; left out: for anyone. */
  askableBy: selector.optional(),
  /** What becomes of a requested grant when its holder moves away: ends, stays some days for handover, is reviewed. */
  mover: z
    .union([z.enum(['end', 'review']), z.strictObject({ keepDays: z.int().min(1).max(90) })])
    .default('review'),
  /** The security officer approves too, whatever the risk. */
  securityApproves: z.boolean().optional(),
  /** What whoever asks for it answers, and whoever approves reads. */
  questions: z.array(bilingual).max(5).optional(),
  /** An administrator right: held only while activated (H13.1.5). */
  privileged: z
    .strictObject({
      holderCap: z.int().min(1).max(100),
      hours: z.array(z.int().min(1).max(24)).min(1),
      eligible: selector,
    })
    .optional(),
  analysis: z.strictObject({ approvedOn: day, validTo: day, content: analysisContentSchema }),
});

const birthrightRule = z.strictObject({
  key,
  name: text,
  role: key,
  selector,
  active: z.boolean().default(true),
});

/** A declared catalogue as its file says it. `campaignSchedules` belongs to reviews and is not looked at here. */
export const catalogueSchema = z
  .strictObject({
    /** The HR source whose employment numbers the file uses. */
    source: word,
    systems: z.array(system).min(1),
    roles: z.array(role).min(1),
    prerequisites: prerequisitesOf(selector),
    birthrightRules: z.array(birthrightRule).default([]),
    campaignSchedules: z.unknown().optional(),
  })
  .superRefine((catalogue, context) => {
    const complain = (path: (string | number)[], message: string): void => {
      context.addIssue({ code: 'custom', path, message });
    };
    const entitlements = catalogue.systems.flatMap((s) => s.entitlements);
    unique(catalogue.systems, ({ key: k }) => k, 'systems', complain);
    unique(entitlements, ({ key: k }) => k, 'entitlements', complain);
    // By hand each system is a target of its own.
    for (const s of catalogue.systems)
      unique(
        s.entitlements.filter((e) => e.target === 'manual'),
        (e) => e.externalName,
        'entitlements',
        complain,
      );
    unique(
      entitlements.filter((e) => e.target !== 'manual'),
      (e) => `${e.target} ${e.externalName}`,
      'entitlements',
      complain,
    );
    for (const e of entitlements)
      if (e.target !== 'manual' && !/^[a-z][a-z0-9-]{1,63}$/.test(e.externalName))
        complain(['entitlements', e.key, 'externalName'], 'lower-case ascii letters, digits and hyphens');
    unique(catalogue.roles, ({ key: k }) => k, 'roles', complain);
    unique(catalogue.birthrightRules, ({ key: k }) => k, 'birthrightRules', complain);
    unique(catalogue.prerequisites, ({ key: k }) => k, 'prerequisites', complain);
    for (const e of entitlements)
      if (e.target === 'grindvakt' && !heldGrounds.some((right) => right === e.externalName))
        complain(['entitlements', e.key], `${e.externalName} is not a right of Grindvakt`);
    for (const r of catalogue.roles) {
      if (!catalogue.systems.some((s) => s.key === r.system))
        complain(['roles', r.key, 'system'], `there is no system ${r.system}`);
      for (const wanted of r.entitlements)
        if (!entitlements.some((e) => e.key === wanted))
          complain(['roles', r.key, 'entitlements'], `there is no entitlement ${wanted}`);
      if (r.privileged && r.requestable)
        complain(['roles', r.key], 'an administrator right is activated, not asked for: requestable: false');
      if (r.analysis.content.suggested.days > r.maxDays)
        complain(['roles', r.key, 'analysis'], `suggests more days than maxDays, ${String(r.maxDays)}`);
      if (r.analysis.validTo < r.analysis.approvedOn)
        complain(['roles', r.key, 'analysis'], 'runs out before it was approved');
    }
    for (const { path, message } of prerequisiteProblems(catalogue)) complain(path, message);
    for (const rule of catalogue.birthrightRules) {
      const given = catalogue.roles.find((r) => r.key === rule.role);
      if (!given) complain(['birthrightRules', rule.key], `there is no role ${rule.role}`);
      if (given?.privileged)
        complain(['birthrightRules', rule.key], 'an administrator right is nobody’s birthright');
    }
  });

export type Catalogue = z.output<typeof catalogueSchema>;
export type PersonReference = z.output<typeof personReference>;

function unique<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
  list: string,
  complain: (path: (string | number)[], message: string) => void,
): void {
  const seen = new Set<string>();
  for (const item of items) {
    const name = nameOf(item);
    if (seen.has(name)) complain([list, name], 'is there twice');
    seen.add(name);
  }
}
