import { refuse, type Refusal } from '../model/refusal.js';
import type { StageKind } from './approval-policy.js';

/** What makes requests alike: the same role in the same stage, with nothing about them that needs a look of its own. */
export interface Alike {
  readonly id: string;
  readonly number: number;
  readonly kind: 'new' | 'extension' | 'removal';
  readonly roleId: string;
  readonly stage: StageKind | null;
  /** Departs from its analysis, or would put duties together that a rule keeps apart, even with an exemption. */
  readonly stands: 'plain' | 'deviates' | 'conflicts';
}

/**
 * Which of the requests must be decided one by one instead: those that deviate or bring a conflict, and those unlike the
 * first one that does not. By request.
 */
export function mayDecideTogether(requests: readonly Alike[]): ReadonlyMap<string, Refusal> {
  const model = requests.find(({ stands }) => stands === 'plain');
  return new Map(
    requests.flatMap((request): [string, Refusal][] => {
      const number = String(request.number);
      if (request.stands !== 'plain')
        return [
          [
            request.id,
            refuse(
              'decide-one-by-one',
              request.stands === 'deviates'
                ? `Request ${number} departs from its analysis and must be looked at by itself.`
                : `Request ${number} would put duties together that a rule keeps apart and must be looked at by itself.`,
            ),
          ],
        ];
      const alike =
        model?.roleId === request.roleId && model.stage === request.stage && model.kind === request.kind;
      return alike
        ? []
        : [
            [
              request.id,
              refuse(
                'decide-one-by-one',
                `Request ${number} is for another role, or in another stage, than the others: decide on it by itself.`,
              ),
            ],
          ];
    }),
  );
}
