/** What happened to a person, after which somebody must say what of their access stays. */
export const microcertificationCauses = ['moved', 'returned'] as const;
export type MicrocertificationCause = (typeof microcertificationCauses)[number];

export type CampaignKind = 'campaign' | 'microcertification';
