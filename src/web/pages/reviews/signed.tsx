import { useTranslation } from 'react-i18next';
import type { ReviewItemView } from '../../api/generated/types.gen.js';
import { Badge, type Tone } from '../../parts/badge.js';
import { Banner } from '../../parts/banner.js';
import { Card } from '../../parts/card.js';
import { Table } from '../../parts/table.js';
import type { PersonGroup } from './review-groups.js';
import styles from './sign-off.module.css';

const removalTones: Record<NonNullable<ReviewItemView['removal']>, Tone> = {
  waiting: 'wait',
  done: 'info',
  confirmed: 'good',
};

/** After the sign-off: every answer, and for each removal how far it has come in the directory. */
export function Signed({ groups }: { groups: readonly PersonGroup[] }) {
  const { t } = useTranslation();
  const rows = groups
    .flatMap((group) => group.items.map((item) => ({ item, name: group.person.name })))
    .toSorted((a, b) => Number(b.item.removal !== null) - Number(a.item.removal !== null));
  return (
    <div className={styles.stack}>
      <Banner tone="good" isNews title={t('reviews.signedTitle')}>
        {t('reviews.signedAbout')}
      </Banner>
      <Card flush>
        <Table
          caption={t('reviews.answersTable')}
          rows={rows}
          rowId={({ item }) => item.id}
          columns={[
            { id: 'name', heading: t('frame.people'), isName: true, cell: ({ name }) => name },
            { id: 'role', heading: t('request.role'), cell: ({ item }) => item.grant.role.name },
            {
              id: 'answer',
              heading: t('reviews.answer'),
              cell: ({ item }) =>
                item.decision ? t(`reviews.answered.${item.decision}`) : t('reviews.answered.none'),
            },
            { id: 'reason', heading: t('reviews.reason'), cell: ({ item }) => item.reason ?? '–' },
            {
              id: 'removal',
              heading: t('reviews.inDirectory'),
              cell: ({ item }) =>
                item.removal ? (
                  <Badge tone={removalTones[item.removal]}>{t(`reviews.removals.${item.removal}`)}</Badge>
                ) : (
                  '–'
                ),
            },
          ]}
        />
      </Card>
    </div>
  );
}
