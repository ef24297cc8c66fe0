import { z } from 'zod';
import { employmentKinds } from '../policy/model/people.js';

/** Where a value stands in an event's JSON: `person.personNumber`; `employments[].orgId` in each employment. */
const at = (preset: string): z.ZodDefault<z.ZodString> =>
  z
    .string()
    .regex(/^[A-Za-z_][\w-]*(\[\])?(\.[A-Za-z_][\w-]*(\[\])?)*$/, 'a path such as person.personNumber')
    .default(preset);

/** The shape of the events; left out, that of an employee API as in the demo's data. */
const mapping = z.strictObject({
  eventId: at('eventId'),
  type: at('type'),
  occurredAt: at('occurredAt'),
  effectiveFrom: at('effectiveFrom'),
  corrects: at('corrects'),
  /** The list of all the person's employments, as they stand after the event. */
  employments: at('employments'),
  /** What happened to this employment, in the words of `moves`. */
  employmentType: at('employments[].eventType'),
  /** Says that the person is protected without saying how. */
  isProtected: at('person.isClassified'),
  fields: z
    .strictObject({
      personKey: at('person.personId'),
      personalNumber: at('person.personNumber'),
      previousNumber: at('person.previousPersonNumber'),
      givenName: at('person.givenName'),
      callName: at('person.callName'),
      familyName: at('person.lastName'),
      protection: at('person.classification'),
      hsaId: at('person.hsaIds[]'),
      email: at('person.email'),
      number: at('employments[].employmentId'),
      kind: at('employments[].formOfEmploymentId'),
      titleCode: at('employments[].aid'),
      title: at('employments[].title'),
      unit: at('employments[].orgId'),
      percent: at('employments[].fullTimeEquivalent'),
      startDate: at('employments[].startDate'),
      endDate: at('employments[].endDate'),
      main: at('employments[].isMainEmployment'),
      leadsUnit: at('employments[].isManager'),
      managerNumber: at('employments[].managerEmploymentId'),
      leaveKind: at('employments[].leave.type'),
      leavePercent: at('employments[].leave.extent'),
      leaveFrom: at('employments[].leave.from'),
      leaveTo: at('employments[].leave.to'),
      sponsorNumber: at('employments[].external.sponsorEmploymentId'),
      externalEmployer: at('employments[].external.company'),
      contractReference: at('employments[].external.contract'),
      registeredByHand: at('employments[].isManual'),
    })
    .prefault({}),
});

/** Events that an HR system pushes to POST /api/hr/events, who may push them and what they look like. */
export const hrEventsSchema = z
  .strictObject({
    /** Keys of the signature (HMAC-SHA-256); two, so that one can be changed without a gap. */
    secrets: z.array(z.string().min(32, 'must be 32 characters or more')).max(2).default([]),
    /** Programs that show an id and a secret (HTTP Basic) instead; the secret's SHA-256 in hex stands here. */
    clients: z
      .array(
        z.strictObject({
          id: z.string().regex(/^[A-Za-z0-9._-]+$/, 'letters, digits, dots, hyphens'),
          secretHash: z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hex'),
        }),
      )
      .default([]),
    /** An event that says it happened later than this many hours from now comes from a wrong clock. */
    aheadHours: z.number().positive().max(336).default(72),
    /** How long a set-aside event's contents are kept for another try. */
    keepDays: z.int().positive().max(90).default(30),
    mapping: mapping.prefault({}),
    /** Types of events that may bring a person whom nobody knows. */
    brings: z.array(z.string().min(1)).default(['Joiner']),
    /** What `employmentType` says of an employment that moved: history tells of it even when newer news came first. */
    moves: z.array(z.string().min(1)).default(['Mover']),
    /** The event's code → kind of employment; left out, as in the files. */
    kinds: z.record(z.string(), z.enum(employmentKinds)).optional(),
    protections: z.record(z.string(), z.enum(['none', 'confidential', 'protected-registration'])).default({
      sekretessmarkering: 'confidential',
      'skyddad folkbokföring': 'protected-registration',
      protected: 'confidential',
    }),
  })
  .refine((events) => events.secrets.length + events.clients.length > 0, 'needs secrets, clients or both');

export type HrEvents = z.output<typeof hrEventsSchema>;
