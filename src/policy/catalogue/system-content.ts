import { may, type Ground } from '../authority/authority.js';
import { refuse, type Refusal } from '../model/refusal.js';
import type { SystemState } from './states.js';

/** What an information owner decides to have logged (H15.9.2). */
export const logEvents = [
  'authorised-access',
  'privileged-acts',
  'denied-attempts',
  'alarms',
  'security-settings',
] as const;
export type LogEvent = (typeof logEvents)[number];

/** How access to a system is carried out: by the directory, by Grindvakt itself, or by people. */
export const connectors = ['directory', 'grindvakt', 'manual'] as const;
export type Connector = (typeof connectors)[number];

/** Confidentiality, integrity, availability (K/R/T): steps of the configured scales, 0 the least. */
export interface Classes {
  readonly confidentiality: number;
  readonly integrity: number;
  readonly availability: number;
}

/** What the register says of a system; each version is kept whole (H5.1.2, H11.2.1, H15.9.2). */
export interface SystemContent {
  readonly name: string;
  readonly purpose: string;
  readonly informationTypes: readonly string[];
  readonly mayHold: string;
  readonly mayNotHold: string;
  readonly personalData: boolean;
  readonly patientData: boolean;
  readonly logPolicy: string;
  readonly logEvents: readonly LogEvent[];
  readonly minimumLevel: number;
  readonly connectors: readonly Connector[];
  readonly classes: Classes;
}

/** The highest step of each scale. */
export type ScaleTops = Classes;

const scales = ['confidentiality', 'integrity', 'availability'] as const;

/** What is wrong with a content for any state: steps that the scale does not have. */
export function checkContent(content: SystemContent, tops: ScaleTops): Refusal | null {
  const high = scales.find((scale) => content.classes[scale] > tops[scale]);
  return high === undefined
    ? null
    : refuse('invalid', `The scale of ${high} goes to ${String(tops[high])}.`, {
        pointer: `/classes/${high}`,
      });
}

/** What a system must say before it counts as classified: only then can an information owner approve it. */
export function requireComplete(content: SystemContent): Refusal | null {
  const lacking: [boolean, string, string][] = [
    [content.informationTypes.length === 0, '/informationTypes', 'which information it holds'],
    [content.mayHold.trim() === '', '/mayHold', 'which information may be in it'],
    [content.logPolicy.trim() === '', '/logPolicy', 'how it is logged'],
    [content.logEvents.length === 0, '/logEvents', 'what is logged'],
    [content.connectors.length === 0, '/connectors', 'how access to it is carried out'],
    [content.patientData && !content.personalData, '/personalData', 'that patient data are personal data'],
  ];
  const first = lacking.find(([lacks]) => lacks);
  return first
    ? refuse('not-complete', `Before ${content.name} is classified it must say ${first[2]}.`, {
        pointer: first[1],
      })
    : null;
}

/** Where a change of a system's content goes: straight in while nothing rests on it, else before its information owner. */
export function wayOfChange(system: {
  readonly name: string;
  readonly state: SystemState;
}): 'at-once' | 'proposed' | Refusal {
  if (system.state === 'draft' || system.state === 'classified') return 'at-once';
  if (system.state === 'retired') return refuse('wrong-state', `${system.name} is retired.`);
  return 'proposed';
}

export interface SystemDecision {
  readonly systemName: string;
  readonly personId: string;
  readonly grounds: ReadonlySet<Ground>;
  /** The sign-in's assurance level. */
  readonly level: number;
  /** Who wrote what is to be approved; null: the operator's catalogue. */
  readonly writtenBy: string | null;
}

export const approvalLevel = 3;

/**
 * THE INFORMATION OWNER'S APPROVAL (H11.2.3, H17.1.3): theirs alone, at level 3, and never of what they wrote
 * themselves: the system owner or the security officer writes, the information owner decides.
 */
export function decideSystem(decision: SystemDecision): Refusal | null {
  const { systemName, personId, grounds, level, writtenBy } = decision;
  return (
    may('system.approve', grounds, 'system') ??
    (writtenBy === personId
      ? refuse('own-version', `You wrote this of ${systemName} yourself: it takes somebody else’s eyes.`)
      : null) ??
    (level < approvalLevel
      ? refuse('insufficient-assurance', 'To approve takes a sign-in at level 3.', {
          facts: { has: level, demanded: approvalLevel },
        })
      : null)
  );
}
