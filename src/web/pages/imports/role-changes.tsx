import { useTranslation } from 'react-i18next';
import type { ImportDifference } from '../../api/generated/types.gen.js';
import styles from './import-page.module.css';

/** Which roles somebody would lose and get. */
export function RoleChanges({ lost, gained }: Pick<ImportDifference, 'lost' | 'gained'>) {
  const { t } = useTranslation();
  if (lost.length + gained.length === 0) return '–';
  return (
    <ul className={styles.roles}>
      {(
        [
          ['held.lost', lost],
          ['held.gained', gained],
        ] as const
      ).map(
        ([heading, roles]) =>
          roles.length > 0 && (
            <li key={heading}>
              <span className={styles.field}>{t(heading)}:</span> {roles.join(', ')}
            </li>
          ),
      )}
    </ul>
  );
}
