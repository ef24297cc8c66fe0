import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoleView } from '../../api/generated/types.gen.js';
import { Button } from '../../parts/button.js';
import { useDates } from '../../texts/dates.js';
import { BeginDialog } from '../analyses/begin-dialog.js';
import styles from '../leavers/leavers.module.css';

/** The need-and-risk analysis on which the role rests: the one in force, the one that is being written, or a new one. */
export function AnalysisLinks({ role }: { role: RoleView }) {
  const { t } = useTranslation();
  const dates = useDates();
  const [isBeginning, setBeginning] = useState(false);
  const { analysis, openAnalysis, may } = role;
  return (
    <span className={styles.line}>
      {analysis ? (
        <Link to="/analyser/$analysisId" params={{ analysisId: analysis.id }} search={{}}>
          {t('register.roles.analysisTo', { version: analysis.version, day: dates.day(analysis.validTo) })}
        </Link>
      ) : (
        <span>{t('register.roles.noAnalysis')}</span>
      )}
      {openAnalysis && (
        <Link to="/analyser/$analysisId" params={{ analysisId: openAnalysis.id }} search={{}}>
          {t('register.form.openAnalysis', { version: openAnalysis.version })}
        </Link>
      )}
      {!openAnalysis && may.analyse && (
        <Button
          size="small"
          onPress={() => {
            setBeginning(true);
          }}
        >
          {t(analysis ? 'analyses.revise' : 'register.form.writeAnalysis')}
        </Button>
      )}
      {isBeginning && (
        <BeginDialog
          role={role}
          hasLatest={analysis !== null}
          onClose={() => {
            setBeginning(false);
          }}
        />
      )}
    </span>
  );
}
