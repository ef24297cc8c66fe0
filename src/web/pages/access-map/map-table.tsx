import { useTranslation } from 'react-i18next';
import type { AccessMap } from '../../api/generated/types.gen.js';
import { Table } from '../../parts/table.js';

/** The map as plain rows: a role in a unit, and how many. */
export function MapTable({ map }: { map: AccessMap }) {
  const { t } = useTranslation();
  const rows = map.rows.flatMap((row) =>
    row.cells.flatMap((cell, at) => {
      const column = map.columns[at];
      return column && (cell.grants > 0 || cell.unassessed > 0) ? [{ row, cell, column }] : [];
    }),
  );
  return (
    <Table
      caption={t('accessMap.title')}
      rows={rows}
      rowId={({ row, column }) => `${row.role.id} ${column.id} ${String(column.isOwn)}`}
      columns={[
        { id: 'role', heading: t('accessMap.role'), isName: true, cell: ({ row }) => row.role.name },
        { id: 'system', heading: t('accessMap.system'), cell: ({ row }) => row.system },
        {
          id: 'unit',
          heading: t('accessMap.unit'),
          cell: ({ column }) => (column.isOwn ? t('accessMap.ownOnly', { unit: column.name }) : column.name),
        },
        {
          id: 'across',
          heading: t('accessMap.across'),
          cell: ({ row }) => (row.across ? t('accessMap.yes') : '–'),
        },
        { id: 'grants', heading: t('accessMap.grants'), align: 'end', cell: ({ cell }) => cell.grants },
        {
          id: 'unassessed',
          heading: t('accessMap.unassessedHeading'),
          align: 'end',
          cell: ({ cell }) => cell.unassessed,
        },
      ]}
    />
  );
}
