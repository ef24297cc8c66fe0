import { useTranslation } from 'react-i18next';
import type { RoleEffect } from '../../api/generated/types.gen.js';
import { Card, Section } from '../../parts/card.js';
import { Table } from '../../parts/table.js';

/** How many persons would get and lose each role. */
export function RolesTable({ roles }: { roles: readonly (RoleEffect & { later?: number })[] }) {
  const { t } = useTranslation();
  if (roles.length === 0) return null;
  const hasLater = roles.some(({ later }) => later !== undefined);
  return (
    <Section title={t('held.byRole')}>
      <Card flush>
        <Table
          caption={t('held.byRole')}
          rows={roles.map((effect, index) => ({ ...effect, index }))}
          rowId={({ index }) => String(index)}
          columns={[
            { id: 'role', heading: t('held.role'), isName: true, cell: ({ role }) => role },
            { id: 'lost', heading: t('held.lost'), cell: ({ lost }) => lost.toLocaleString('sv-SE') },
            { id: 'gained', heading: t('held.gained'), cell: ({ gained }) => gained.toLocaleString('sv-SE') },
            ...(hasLater
              ? [
                  {
                    id: 'later',
                    heading: t('simulations.later'),
                    cell: ({ later }: { later?: number }) => (later ?? 0).toLocaleString('sv-SE'),
                  },
                ]
              : []),
          ]}
        />
      </Card>
    </Section>
  );
}
