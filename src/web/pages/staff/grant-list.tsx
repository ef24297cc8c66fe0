import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GrantView } from '../../api/generated/types.gen.js';
import { AcrossBadge } from '../../parts/across-badge.js';
import { Badge } from '../../parts/badge.js';
import { Button } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Day } from '../../parts/when.js';
import { useCodeText } from '../../texts/codes.js';
import { addDays, today } from '../../texts/dates.js';
import { GrantWhyDrawer } from './grant-why.js';
import styles from './grant-list.module.css';

const SOON_DAYS = 30;

/** What somebody holds, why, who said so and until when; what ends first stands first. */
export function GrantList({ grants, isPast }: { grants: readonly GrantView[]; isPast: boolean }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<string | null>(null);
  const far = '9999';
  const sorted = isPast
    ? [...grants].sort((a, b) => (b.endedAt ?? '').localeCompare(a.endedAt ?? ''))
    : [...grants].sort((a, b) => (a.to ?? far).localeCompare(b.to ?? far));
  return (
    <Card flush>
      {sorted.length === 0 ? (
        <EmptyState icon="key" title={isPast ? t('grants.noPast') : t('grants.none')}>
          {isPast ? t('grants.noPastAbout') : t('grants.noneAbout')}
        </EmptyState>
      ) : (
        <ul>
          {sorted.map((grant) => (
            <GrantRow key={grant.id} grant={grant} onWhy={setAsked} />
          ))}
        </ul>
      )}
      {asked !== null && (
        <GrantWhyDrawer
          id={asked}
          onClose={() => {
            setAsked(null);
          }}
        />
      )}
    </Card>
  );
}

function GrantRow({ grant, onWhy }: { grant: GrantView; onWhy: (id: string) => void }) {
  const { t } = useTranslation();
  const endsSoon = grant.state === 'active' && grant.to !== null && grant.to < addDays(today(), SOON_DAYS);
  return (
    <li className={styles.grant}>
      <div className={styles.head}>
        <div>
          <h3>{grant.role.name}</h3>
          <p className={styles.sentence}>{grant.role.sentence}</p>
        </div>
        <div className={styles.badges}>
          {grant.role.privileged && (
            <Badge tone="danger" icon="bolt">
              {t('grants.privileged')}
            </Badge>
          )}
          {grant.acrossProviders && <AcrossBadge />}
          {grant.restsFor.map((cause) => (
            <Badge key={cause} tone="wait" icon="pause">
              {t(`grants.rests.${cause}`)}
            </Badge>
          ))}
          {grant.state === 'active' && grant.outgrown && <Badge tone="wait">{t('grants.outgrown')}</Badge>}
          {grant.state === 'active' && grant.delivery !== 'not-applicable' && (
            <Badge tone={grant.delivery === 'pending' || grant.delivery === 'by-hand' ? 'wait' : 'good'}>
              {t(`grants.delivery.${grant.delivery}`)}
            </Badge>
          )}
          {grant.state === 'ended' && grant.delivery === 'by-hand' && (
            <Badge tone="wait">{t('grants.delivery.takenByHand')}</Badge>
          )}
        </div>
      </div>
      <p className={styles.why}>
        <span>{t(`grants.sources.${grant.source}`)}:</span> {grant.why}
      </p>
      <p className={styles.facts}>
        <span>{grant.system}</span>
        <span>{grant.unit.name}</span>
        {grant.grantedBy && <span>{t('grants.grantedBy', { name: grant.grantedBy.name })}</span>}
        <span>
          {t('grants.since')} <Day day={grant.from} />
        </span>
        <Ending grant={grant} endsSoon={endsSoon} />
        <Button
          look="quiet"
          size="small"
          icon="question"
          aria-label={t('why.openFor', { role: grant.role.name })}
          onPress={() => {
            onWhy(grant.id);
          }}
        >
          {t('why.open')}
        </Button>
      </p>
    </li>
  );
}

function Ending({ grant, endsSoon }: { grant: GrantView; endsSoon: boolean }) {
  const { t } = useTranslation();
  const codeText = useCodeText();
  if (grant.state === 'ended') {
    return (
      <span>
        {t('grants.ended')} {grant.endedAt && <Day day={grant.endedAt} />}
        {grant.endedReason && ` – ${codeText('endReasons', grant.endedReason) ?? grant.endedReason}`}
      </span>
    );
  }
  if (grant.to) {
    return endsSoon ? (
      <Badge tone="wait">
        {t('grants.endsSoon')} <Day day={grant.to} />
      </Badge>
    ) : (
      <span>
        {t('grants.until')} <Day day={grant.to} />
      </span>
    );
  }
  return grant.nextReview ? (
    <span>
      {t('grants.nextReview')} <Day day={grant.nextReview} />
    </span>
  ) : null;
}
