import { may, type Ground } from '../authority/authority.js';
import type { Day } from '../model/day.js';
import type { Prerequisite } from '../model/prerequisite.js';
import { refuse, type Refusal } from '../model/refusal.js';
import { currentText } from './prerequisites.js';

export interface StatedStatus {
  readonly met: boolean;
  /** When it was seen. */
  readonly day: Day;
  readonly until: Day | null;
}

/** May `by` state that this holds for the person, or that it does not? Null when they may (H10.1.1). */
export function registerPrerequisite(
  prerequisite: Pick<Prerequisite, 'kind' | 'name'>,
  grounds: ReadonlySet<Ground>,
  stated: StatedStatus,
  today: Day,
): Refusal | null {
  const unseen = may('person.read', grounds, 'such person');
  if (unseen) return unseen;
  if (grounds.has('self'))
    return refuse('own-prerequisite', `${prerequisite.name} cannot be registered by the person it is about.`);
  if (prerequisite.kind === 'course' || prerequisite.kind === 'acknowledgement')
    return refuse(
      'not-registrable',
      prerequisite.kind === 'course'
        ? `${prerequisite.name} comes from the training system; it is not registered by hand.`
        : `${prerequisite.name} can be signed by the person alone.`,
      { pointer: '/prerequisiteId' },
    );
  const forbidden = may(
    prerequisite.kind === 'identity-check' ? 'prerequisite.see-identity' : 'prerequisite.register',
    grounds,
    prerequisite.name,
  );
  if (forbidden) return forbidden;
  if (stated.day > today)
    return refuse('invalid', `The day ${stated.day} has not come yet.`, { pointer: '/day' });
  if (stated.until !== null && !stated.met)
    return refuse('invalid', 'What does not hold has no last day.', { pointer: '/until' });
  if (stated.until !== null && stated.until < stated.day)
    return refuse('invalid', `The last day ${stated.until} lies before ${stated.day}.`, {
      pointer: '/until',
    });
  return null;
}

/**
 * May this text be signed now? It must be the current one, word for word as it was shown, and demanded of the person:
 * nobody signs an old version, or a text that changed under their eyes. Null when it may.
 */
export function signAcknowledgement(
  facts: {
    readonly prerequisite: Pick<Prerequisite, 'kind' | 'name' | 'texts'>;
    readonly text: { readonly version: number; readonly digest: string };
    readonly applies: boolean;
  },
  shownDigest: string,
  today: Day,
): Refusal | null {
  const { prerequisite, text, applies } = facts;
  if (!applies) return refuse('not-found', 'There is no such text, or it is not asked of you.');
  if (currentText(prerequisite.texts, today)?.version !== text.version)
    return refuse(
      'acknowledgement-changed',
      `${prerequisite.name} has another version than ${String(text.version)} now: read it and sign that one.`,
    );
  if (shownDigest !== text.digest)
    return refuse(
      'acknowledgement-changed',
      `${prerequisite.name} does not read as it was shown: read it again and sign.`,
      { pointer: '/digest' },
    );
  return null;
}
