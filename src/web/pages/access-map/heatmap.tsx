import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button as AriaButton } from 'react-aria-components/Button';
import type { AccessMap } from '../../api/generated/types.gen.js';
import { Icon } from '../../parts/icon.js';
import styles from './access-map.module.css';

interface HeatmapProps {
  map: AccessMap;
  onUnit: (unitId: string) => void;
  onCell: (roleId: string, unitId: string) => void;
}

const steps = 5;
/** So many units fit beside each other with their names lying. */
const many = 5;

/**
 * Role by unit. Each cell says its number; the shade only helps the eye to find where much is. On a phone each role is a
 * line with its sum, which unfolds to the units that have it.
 */
export function Heatmap({ map, onUnit, onCell }: HeatmapProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const most = Math.max(1, ...map.rows.flatMap((row) => row.cells.map((cell) => cell.grants)));
  const shade = (grants: number): number =>
    grants === 0 ? 0 : Math.max(1, Math.ceil((Math.log(grants + 1) / Math.log(most + 1)) * steps));
  const nameOf = (at: number): string => {
    const column = map.columns[at];
    return column ? (column.isOwn ? t('accessMap.ownOnly', { unit: column.name }) : column.name) : '';
  };
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={t('accessMap.title')}>
      <table className={styles.map} role="table" data-many={map.columns.length > many || undefined}>
        <caption className={styles.caption}>{t('accessMap.caption')}</caption>
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">
              {t('accessMap.role')}
            </th>
            {map.columns.map((column, at) => (
              <th key={`${column.id}${String(column.isOwn)}`} role="columnheader" scope="col">
                {column.hasBelow ? (
                  <AriaButton
                    className={styles.into ?? ''}
                    onPress={() => {
                      onUnit(column.id);
                    }}
                  >
                    {column.name}
                  </AriaButton>
                ) : (
                  <span>{nameOf(at)}</span>
                )}
              </th>
            ))}
            <th role="columnheader" scope="col">
              {t('accessMap.total')}
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {map.rows.map((row) => (
            <tr key={row.role.id} role="row" data-open={open.has(row.role.id) || undefined}>
              <th role="rowheader" scope="row">
                <span>{row.role.name}</span>
                <small>
                  {row.system} · {t('accessMap.risk', { risk: row.risk })}
                  {row.privileged && ` · ${t('accessMap.privileged')}`}
                  {row.across && ` · ${t('accessMap.across')}`}
                </small>
                <AriaButton
                  className={styles.unfold ?? ''}
                  aria-expanded={open.has(row.role.id)}
                  aria-label={`${t(open.has(row.role.id) ? 'accessMap.fold' : 'accessMap.unfold')}: ${row.role.name}`}
                  onPress={() => {
                    setOpen((old) => {
                      const next = new Set(old);
                      if (!next.delete(row.role.id)) next.add(row.role.id);
                      return next;
                    });
                  }}
                >
                  <Icon name="down" size={16} />
                  {t(open.has(row.role.id) ? 'accessMap.fold' : 'accessMap.unfold')}
                </AriaButton>
              </th>
              {row.cells.map((cell, at) => {
                const column = map.columns[at];
                if (!column) return null;
                const label = t('accessMap.cell', {
                  role: row.role.name,
                  unit: nameOf(at),
                  count: cell.grants,
                });
                const isEmpty = cell.grants === 0 && cell.unassessed === 0;
                return (
                  <td
                    key={`${column.id}${String(column.isOwn)}`}
                    role="cell"
                    data-label={nameOf(at)}
                    data-empty={isEmpty || undefined}
                    data-shade={shade(cell.grants)}
                  >
                    {isEmpty ? (
                      <span className={styles.none}>0</span>
                    ) : (
                      <AriaButton
                        className={styles.cell ?? ''}
                        aria-label={
                          cell.unassessed > 0
                            ? `${label}. ${t('accessMap.unassessed', { count: cell.unassessed })}`
                            : label
                        }
                        onPress={() => {
                          onCell(row.role.id, column.id);
                        }}
                      >
                        {cell.grants}
                        {cell.unassessed > 0 && (
                          <small className={styles.flag}>
                            <Icon name="question" size={12} />
                            {cell.unassessed}
                          </small>
                        )}
                      </AriaButton>
                    )}
                  </td>
                );
              })}
              <td role="cell" data-label={t('accessMap.total')} className={styles.sum}>
                <span>{row.grants}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
