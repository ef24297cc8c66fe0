import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoleView } from '../../api/generated/types.gen.js';
import { restoreRole } from '../../api/register.js';
import { Badge } from '../../parts/badge.js';
import { Button } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { Row, RowList } from '../../parts/row-list.js';
import { Moment } from '../../parts/when.js';
import styles from '../leavers/leavers.module.css';
import { CompareVersions } from './compare-versions.js';
import { ReasonDialog } from './reason-dialog.js';
import { useRoleReading } from './readings.js';

/** What the role is, has been and is proposed to be; an earlier version can be brought back (H15.5.4). */
export function RoleVersions({ role }: { role: RoleView }) {
  const { t } = useTranslation();
  const [restoring, setRestoring] = useState<number | null>(null);
  const isWaiting = role.versions.some(({ state }) => state === 'proposed' || state === 'held');
  const names = (ids: readonly string[]): string =>
    role.words
      .filter(({ id }) => ids.includes(id))
      .map(({ name }) => name)
      .join(', ');
  const read = useRoleReading(role);
  const of = (version: number) => role.versions.find((one) => one.version === version);
  return (
    <div className={styles.stack}>
      <CompareVersions
        versions={role.versions}
        readingOf={(version) => {
          const found = of(version);
          return found ? read(found.content) : [];
        }}
        stateOf={(version) => t(`register.versionStates.${of(version)?.state ?? 'superseded'}`)}
      />
      <Card flush>
        <RowList label={t('register.tabs.versions')}>
          {role.versions.map((one) => (
            <Row key={one.version}>
              <span className={styles.words}>
                <strong>{t('register.version', { version: one.version })}</strong>
                <span>{one.reason}</span>
                <span className={styles.detail}>
                  {names([...one.content.entitlements, ...one.content.includes])}
                </span>
                <span className={styles.detail}>
                  {one.orderedBy?.name ?? t('register.operator')} · <Moment at={one.orderedAt} />
                </span>
              </span>
              {one.state === 'superseded' && role.may.write && !isWaiting && (
                <Button
                  size="small"
                  onPress={() => {
                    setRestoring(one.version);
                  }}
                >
                  {t('register.roles.restore')}
                </Button>
              )}
              <Badge tone={one.state === 'proposed' || one.state === 'held' ? 'wait' : 'neutral'}>
                {t(`register.versionStates.${one.state}`)}
              </Badge>
            </Row>
          ))}
        </RowList>
      </Card>
      {restoring !== null && (
        <ReasonDialog
          title={t('register.roles.restore')}
          onSend={(reason) => restoreRole(role.id, { base: role.version, version: restoring, reason })}
          onClose={() => {
            setRestoring(null);
          }}
        />
      )}
    </div>
  );
}
