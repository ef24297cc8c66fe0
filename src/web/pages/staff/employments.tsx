import { useTranslation } from 'react-i18next';
import type { EmploymentView } from '../../api/generated/types.gen.js';
import { Badge, type Tone } from '../../parts/badge.js';
import { Card } from '../../parts/card.js';
import { Table } from '../../parts/table.js';
import { Day } from '../../parts/when.js';

const tones: Record<EmploymentView['state'], Tone> = {
  coming: 'info',
  'in-force': 'good',
  ended: 'neutral',
  terminated: 'danger',
};

export function Employments({ employments }: { employments: readonly EmploymentView[] }) {
  const { t } = useTranslation();
  return (
    <Card flush>
      <Table
        caption={t('person.employments')}
        rows={employments}
        rowId={({ id }) => id}
        columns={[
          { id: 'title', heading: t('employments.title'), isName: true, cell: ({ title }) => title },
          { id: 'unit', heading: t('employments.unit'), cell: ({ unit }) => unit.name },
          { id: 'kind', heading: t('employments.kind'), cell: ({ kind }) => t(`employments.kinds.${kind}`) },
          { id: 'from', heading: t('employments.from'), cell: ({ from }) => <Day day={from} /> },
          {
            id: 'to',
            heading: t('employments.to'),
            cell: ({ to }) => (to ? <Day day={to} /> : t('employments.untilFurther')),
          },
          {
            id: 'state',
            heading: t('employments.state'),
            cell: ({ state, onLeave }) =>
              onLeave ? (
                <Badge tone="wait" icon="pause">
                  {t('employments.onLeave')}
                </Badge>
              ) : (
                <Badge tone={tones[state]}>{t(`employments.states.${state}`)}</Badge>
              ),
          },
        ]}
      />
    </Card>
  );
}
