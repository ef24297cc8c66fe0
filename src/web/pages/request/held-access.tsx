import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { removeAccess } from '../../api/asking.js';
import type { GrantView, PersonCard } from '../../api/generated/types.gen.js';
import { useFieldText } from '../../frame/field-text.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { Button } from '../../parts/button.js';
import { Card, Section } from '../../parts/card.js';
import { Dialog } from '../../parts/dialog.js';
import { TextArea } from '../../parts/field.js';
import { toast } from '../../parts/toast.js';
import { Moment } from '../../parts/when.js';
import { useKeptText } from '../../session/use-kept.js';
import styles from './held-access.module.css';

const soonMs = 60 * 24 * 3600_000;

interface HeldAccessProps {
  card: PersonCard;
  employmentId: string;
  /** The role whose removal is to be asked about at once. */
  ending: string | null;
  onExtend: (roleId: string) => void;
}

/** What the person has on the employment by request: it can be extended near its end, and ended when it is not needed. */
export function HeldAccess({ card, employmentId, ending, onExtend }: HeldAccessProps) {
  const { t } = useTranslation();
  const held = card.grants.filter(
    (grant) =>
      grant.state === 'active' &&
      grant.employmentId === employmentId &&
      (grant.source === 'request' || grant.source === 'takeover'),
  );
  const [removing, setRemoving] = useState<GrantView | null>(
    held.find(({ role }) => role.id === ending) ?? null,
  );
  if (held.length === 0) return null;
  return (
    <Section title={t('asking.held.title')} about={t('asking.held.about')}>
      <Card>
        <ul className={styles.list} aria-label={t('asking.held.title')}>
          {held.map((grant) => {
            const isEnding = grant.to !== null && Date.parse(grant.to) - Date.now() < soonMs;
            return (
              <li key={grant.id}>
                <span className={styles.words}>
                  <strong>{grant.role.name}</strong>
                  <span className={styles.facts}>
                    {grant.to && (
                      <>
                        {t('asking.held.until')} <Moment at={grant.to} />
                      </>
                    )}
                    {isEnding && <Badge tone="wait">{t('asking.held.ending')}</Badge>}
                  </span>
                </span>
                <span className={styles.actions}>
                  {isEnding && (
                    <Button
                      size="small"
                      aria-label={t('asking.held.extendName', { role: grant.role.name })}
                      onPress={() => {
                        onExtend(grant.role.id);
                      }}
                    >
                      {t('asking.held.extend')}
                    </Button>
                  )}
                  <Button
                    size="small"
                    look="danger-quiet"
                    aria-label={t('asking.held.removeName', { role: grant.role.name })}
                    onPress={() => {
                      setRemoving(grant);
                    }}
                  >
                    {t('asking.held.remove')}
                  </Button>
                </span>
              </li>
            );
          })}
        </ul>
      </Card>
      {removing && (
        <RemovalDialog
          grant={removing}
          name={card.person.name}
          onClose={() => {
            setRemoving(null);
          }}
        />
      )}
    </Section>
  );
}

function RemovalDialog({ grant, name, onClose }: { grant: GrantView; name: string; onClose: () => void }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const fieldText = useFieldText();
  const [reason, setReason, forget] = useKeptText(`removal.${grant.id}`);
  const [error, setError] = useState<string>();
  const ending = useMutation({
    mutationFn: () => removeAccess(grant.id, reason),
    onSuccess: async ({ number }) => {
      forget();
      toast({ tone: 'good', title: t('asking.removal.done', { role: grant.role.name, number }) });
      onClose();
      await Promise.all(
        ['person', 'requestable', 'requests', 'me'].map((key) =>
          queryClient.invalidateQueries({ queryKey: [key] }),
        ),
      );
    },
  });
  return (
    <Dialog
      title={t('asking.removal.title', { role: grant.role.name })}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('parts.cancel')}</Button>
          <Button
            look="danger"
            isPending={ending.isPending}
            onPress={() => {
              if (reason.trim().length < 5) setError(t('asking.removal.tooShort'));
              else ending.mutate();
            }}
          >
            {t('asking.removal.end')}
          </Button>
        </>
      }
    >
      <p>{t('asking.removal.about', { name })}</p>
      <TextArea
        label={t('asking.removal.reason')}
        value={reason}
        onChange={(text) => {
          setReason(text);
          setError(undefined);
        }}
        rows={3}
        maxLength={1000}
        error={error ?? fieldText(ending.error, '/reason')}
      />
      {ending.error && <ProblemView problem={ending.error} />}
    </Dialog>
  );
}
