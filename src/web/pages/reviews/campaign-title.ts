import type { TFunction } from 'i18next';
import type { CampaignView } from '../../api/generated/types.gen.js';

/** A campaign by its name; a microcertification by what happened, to whom, and how much there is to decide. */
export function campaignTitle(
  t: TFunction,
  { name, cause, person, items }: Pick<CampaignView, 'name' | 'cause' | 'person' | 'items'>,
): string {
  if (!cause || !person) return name;
  return t(`reviews.micro.${cause}`, { name: person.name, count: items.mine > 0 ? items.mine : items.total });
}
