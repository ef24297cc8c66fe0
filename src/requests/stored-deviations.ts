import type { CatalogueRole, StoredAnalysis } from '../catalogue/read-catalogue.js';
import type { Employment } from '../policy/model/people.js';
import { deviations, type Deviation } from '../policy/request/deviations.js';
import type { StoredRequest } from './requests.store.js';

/** Where the assessment of a stored request departs from an analysis of the role. */
export function deviationsOf(
  { need, data, askedDays: days }: StoredRequest,
  role: CatalogueRole,
  pinned: StoredAnalysis,
  employment: Employment,
): Deviation[] {
  const { unitKinds, dataTypes, operations, suggested } = pinned.content;
  return deviations({
    assessment: { need, data, days },
    employment,
    analysis: { unitKinds, dataTypes, operations, suggestedDays: suggested.days },
    suggestedFor: role.suggestedFor,
  });
}
