import { z } from '../../session/zod.js';
import type { SystemContent, SystemView } from '../../api/generated/types.gen.js';

export const logEvents = [
  'authorised-access',
  'privileged-acts',
  'denied-attempts',
  'alarms',
  'security-settings',
] as const;
export const connectors = ['directory', 'grindvakt', 'manual'] as const;
export const scales = ['confidentiality', 'integrity', 'availability'] as const;

/** What is being written of a system, as the tab keeps it. */
export const systemDraftSchema = z.object({
  name: z.string(),
  purpose: z.string(),
  /** One a line. */
  informationTypes: z.string(),
  mayHold: z.string(),
  mayNotHold: z.string(),
  personalData: z.boolean(),
  patientData: z.boolean(),
  logPolicy: z.string(),
  logEvents: z.array(z.enum(logEvents)),
  minimumLevel: z.number(),
  connectors: z.array(z.enum(connectors)),
  classes: z.object({ confidentiality: z.number(), integrity: z.number(), availability: z.number() }),
  reason: z.string(),
  /** Undefined: as the configuration says. */
  review: z.boolean().optional(),
});

type SystemDraft = z.infer<typeof systemDraftSchema>;

export function draftOf(content: SystemView['content']): SystemDraft {
  return { ...content, informationTypes: content.informationTypes.join('\n'), reason: '' };
}

export function contentOf({
  reason: _reason,
  review: _review,
  informationTypes,
  ...draft
}: SystemDraft): SystemContent {
  const lines = informationTypes.split('\n').map((line) => line.trim());
  return { ...draft, informationTypes: [...new Set(lines.filter((line) => line !== ''))] };
}

export type Lack = 'informationTypes' | 'mayHold' | 'logPolicy' | 'logEvents' | 'connectors' | 'personalData';

/** The fields that must be filled in before a system counts as classified. */
export function lackingIn(content: SystemContent): Set<Lack> {
  const lacking: [Lack, boolean][] = [
    ['informationTypes', content.informationTypes.length === 0],
    ['mayHold', content.mayHold.trim() === ''],
    ['logPolicy', content.logPolicy.trim() === ''],
    ['logEvents', content.logEvents.length === 0],
    ['connectors', content.connectors.length === 0],
    ['personalData', content.patientData && !content.personalData],
  ];
  return new Set(lacking.filter(([, lacks]) => lacks).map(([field]) => field));
}
