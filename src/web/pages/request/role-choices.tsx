import { useTranslation } from 'react-i18next';
import { Button } from 'react-aria-components/Button';
import type { RequestableRole } from '../../api/generated/types.gen.js';
import { AcrossBadge } from '../../parts/across-badge.js';
import { Badge } from '../../parts/badge.js';
import { Icon } from '../../parts/icon.js';
import styles from './role-step.module.css';

export function RoleChoices({
  roles,
  onChoose,
}: {
  roles: readonly RequestableRole[];
  onChoose: (id: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <ul className={styles.list}>
      {roles.map((role) => (
        <li key={role.id}>
          <Button
            className={styles.role ?? ''}
            isDisabled={role.alreadyHas || !role.analysis}
            onPress={() => {
              onChoose(role.id);
            }}
          >
            <span className={styles.words}>
              <span className={styles.name}>{role.name}</span>
              <span className={styles.sentence}>{role.sentence}</span>
              <span className={styles.facts}>
                <span>{role.systemName}</span>
                {role.colleagues && role.colleagues.have > 0 && (
                  <span>
                    {t('request.colleagues', { have: role.colleagues.have, of: role.colleagues.of })}
                  </span>
                )}
                {role.alreadyHas && <Badge tone="good">{t('request.alreadyHas')}</Badge>}
                {!role.analysis && <Badge tone="wait">{t('request.noAnalysis')}</Badge>}
                {role.acrossProviders && <AcrossBadge />}
                {role.privileged && (
                  <Badge tone="danger" icon="bolt">
                    {t('grants.privileged')}
                  </Badge>
                )}
              </span>
            </span>
            {!role.alreadyHas && role.analysis && <Icon name="right" size={18} />}
          </Button>
        </li>
      ))}
    </ul>
  );
}
