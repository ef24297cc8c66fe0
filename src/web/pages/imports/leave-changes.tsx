import { useTranslation } from 'react-i18next';
import type { ImportDifference } from '../../api/generated/types.gen.js';
import { useDates } from '../../texts/dates.js';
import styles from './import-page.module.css';

/** Leave of absence in sentences: that it begins, changes or ends, from when and until when. */
export function LeaveChanges({ leaves }: { leaves: ImportDifference['leaves'] }) {
  const { t } = useTranslation();
  const { day } = useDates();
  if (leaves.length === 0) return null;
  return (
    <ul className={styles.fields}>
      {leaves.map(({ change, kind, percent, from, to }, index) => {
        const days = { from: day(from), to: to === null ? '' : day(to) };
        const extent =
          percent === null || percent === 100
            ? null
            : `${percent.toLocaleString(document.documentElement.lang)} %`;
        const more = [kind, extent].filter((each) => each !== null && each !== '').join(', ');
        return (
          <li key={index}>
            {t(to === null ? `imports.leave.${change}Open` : `imports.leave.${change}`, days)}
            {more !== '' && ` (${more})`}
          </li>
        );
      })}
    </ul>
  );
}
