import { z } from 'zod';
import { employmentKinds } from '../policy/model/people.js';

const key = z.string().regex(/^[a-z0-9][a-z0-9-]{1,59}$/, 'lower-case letters, digits and hyphens');
const text = z.string().trim().min(3).max(200);
const selector = z.strictObject({
  unitsBelow: z.array(z.string().min(1)).min(1).optional(),
  unitKinds: z.array(z.string().min(1)).min(1).optional(),
  titleCodes: z.array(z.string().min(1)).min(1).optional(),
  employmentKinds: z.array(z.enum(employmentKinds)).min(1).optional(),
});

const item = z.strictObject({
  key,
  sv: text,
  en: text,
  /** `manager` (who leads the leaver), `hr`, `security`, or one of `groups`. */
  owner: key,
  /** Days after the last day by which it must be done; negative for before it. */
  dueDays: z.int().min(-90).max(90).default(0),
  /** `leaving`: only when the person has no other employment left; `always`: whenever an employment ends. */
  applies: z.enum(['leaving', 'always']).default('leaving'),
  /** For which employments; everyone when left out. */
  when: selector.default({}),
});

const usual: z.input<typeof item>[] = [
  {
    key: 'handover',
    sv: 'Överlämna pågående ärenden och patientarbete',
    en: 'Hand over cases and patient work in progress',
    owner: 'manager',
    applies: 'always',
  },
  {
    key: 'service-card',
    sv: 'E-tjänstekort (SITHS) återlämnat och spärrat',
    en: 'Service card (SITHS) returned and revoked',
    owner: 'hr',
  },
  { key: 'keys', sv: 'Nycklar och passerkort återlämnade', en: 'Keys and passes returned', owner: 'manager' },
  {
    key: 'equipment',
    sv: 'Telefon, dator och annan utrustning återlämnad',
    en: 'Phone, computer and other equipment returned',
    owner: 'manager',
    dueDays: 3,
  },
];

/** What a leaver hands over (H10.5.1), and who sees to it. */
export const leaversSchema = z
  .strictObject({
    /** A checklist is made so many days before the last day. */
    openDays: z.int().min(0).max(180).default(30),
    /** An end that becomes known so many days late still gets one; older ones are history. */
    lateDays: z.int().min(0).max(180).default(30),
    /** What should have been handed over before the end became known is due so many days after that. */
    graceDays: z.int().min(1).max(60).default(5),
    checklist: z.array(item).default(() => z.array(item).parse(usual)),
    /** Owners beside the manager, HR and the security officer: anybody employed who matches. */
    groups: z.record(key, selector).default({}),
    duties: z
      .strictObject({
        /** Who takes over when nobody was named: the leaver's manager, or nobody (listed as vacant). */
        informationOwner: z.enum(['manager', 'vacant']).default('vacant'),
        systemOwner: z.enum(['manager', 'vacant']).default('vacant'),
        /** Of programs that call the API. */
        clientOwner: z.enum(['manager', 'vacant']).default('vacant'),
        /** Vacancies to come are told this many days ahead. */
        noticeDays: z.int().min(0).max(180).default(30),
      })
      .prefault({}),
  })
  .refine(
    (stated) =>
      stated.checklist.every(
        ({ owner }) => ['manager', 'hr', 'security'].includes(owner) || Object.hasOwn(stated.groups, owner),
      ),
    { path: ['checklist'], message: 'every owner is manager, hr, security or one of groups' },
  )
  .refine((stated) => new Set(stated.checklist.map((each) => each.key)).size === stated.checklist.length, {
    path: ['checklist'],
    message: 'two items have the same key',
  });

/** On which terms consultants, students and volunteers work here (H13.2.1). */
export const externalsSchema = z.strictObject({
  /** How far ahead an end may be set, at registration and at each extension. */
  maxDays: z.int().min(1).max(1095).default(365),
  /** When a sponsor leaves, their manager answers for so long and must name a new one. */
  takeoverDays: z.int().min(1).max(90).default(14),
  /** The sponsor is reminded so many days before the end. */
  remindDays: z.array(z.int().min(1).max(180)).default([30, 7]),
});

/** "Bekräfta eller rätta" (Hu): how often a manager says that the own staff and its access are right. */
export const confirmationSchema = z.strictObject({
  everyDays: z.int().min(7).max(1095).default(90),
  /** Unanswered for so long it is followed up; for twice as long the manager's manager is told. */
  patienceDays: z.int().min(1).max(90).default(14),
});
