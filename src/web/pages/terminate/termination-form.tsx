import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type {
  PersonCard,
  TerminatePerson,
  Termination,
  TerminationProgress,
} from '../../api/generated/types.gen.js';
import { terminate, terminationQuery } from '../../api/people.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Banner } from '../../parts/banner.js';
import { Button } from '../../parts/button.js';
import { Card, Section } from '../../parts/card.js';
import { Checkbox, RadioCards } from '../../parts/choices.js';
import { Dialog } from '../../parts/dialog.js';
import { TextArea } from '../../parts/field.js';
import { Icon } from '../../parts/icon.js';
import { Person } from '../../parts/person.js';
import { useDraft } from '../../session/drafts.js';
import { useMe } from '../../session/use-me.js';
import { positionOf } from '../staff/position.js';
import styles from './terminate-page.module.css';

interface TerminationFormProps {
  personId: string;
  card: PersonCard;
  onDone: (done: Termination) => void;
}

type Reason = TerminatePerson['reason'];
const reasons: readonly Reason[] = ['security', 'dismissed', 'left', 'deceased', 'other'];
const parseNote = (stored: unknown) => (typeof stored === 'string' ? stored : null);

export function TerminationForm({ personId, card, onDone }: TerminationFormProps) {
  const { t } = useTranslation();
  const me = useMe();
  const queryClient = useQueryClient();
  const draft = useDraft(me.person.id ?? 'me', `terminate.${personId}`, parseNote);
  const [key] = useState(() => crypto.randomUUID());
  const [reason, setReason] = useState<Reason | null>(null);
  const [note, setNote] = useState(draft.stored ?? '');
  const [hasTried, setTried] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const [isSure, setSure] = useState(false);
  const scope = useQuery(terminationQuery(personId));
  const noteArea = useRef<HTMLTextAreaElement>(null);
  const terminating = useMutation({
    mutationFn: (body: TerminatePerson) => terminate(personId, body, key),
    onSuccess: async (done) => {
      draft.clear();
      // What was known before the stop says nothing of how the directory follows it.
      queryClient.removeQueries({ queryKey: terminationQuery(personId).queryKey });
      onDone(done);
      await queryClient.invalidateQueries({ queryKey: ['person', personId] });
      await queryClient.invalidateQueries({ queryKey: ['people'] });
    },
    onError: () => {
      setAsking(false);
    },
  });

  if (!card.may.terminate) {
    return (
      <Banner tone="info" title={t('terminate.notAllowed', { name: card.person.name })}>
        {t('terminate.notAllowedAbout')}
      </Banner>
    );
  }
  const isNoteShort = note.trim().length < 10;
  return (
    <div className={styles.stack}>
      <Card>
        <Person person={card.person} detail={positionOf(card)} size="large" />
      </Card>
      <WhatHappens card={card} scope={scope.data?.employments ?? []} />
      <RadioCards
        label={t('terminate.reason')}
        value={reason}
        onChange={setReason}
        error={hasTried && !reason ? t('terminate.reasonMissing') : undefined}
        choices={reasons.map((id) => ({ id, label: t(`terminate.reasons.${id}`) }))}
      />
      <TextArea
        label={t('terminate.note')}
        help={t('terminate.noteAbout')}
        maxLength={500}
        value={note}
        onChange={(text) => {
          setNote(text);
          draft.save(text);
        }}
        areaRef={noteArea}
        error={hasTried && isNoteShort ? t('terminate.noteMissing') : undefined}
      />
      {terminating.error && <ProblemView problem={terminating.error} />}
      <div className={styles.actions}>
        <Button
          look="danger"
          size="large"
          icon="stop"
          onPress={() => {
            setTried(true);
            if (isNoteShort) noteArea.current?.focus();
            else if (reason) {
              setSure(false);
              setAsking(true);
            }
          }}
        >
          {t('terminate.do', { name: card.person.name })}
        </Button>
      </div>
      <Dialog
        title={t('terminate.sure', { name: card.person.name })}
        role="alertdialog"
        isOpen={isAsking}
        onClose={() => {
          setAsking(false);
        }}
        actions={
          <>
            <Button
              onPress={() => {
                setAsking(false);
              }}
            >
              {t('parts.cancel')}
            </Button>
            <Button
              look="danger"
              isDisabled={!isSure}
              isPending={terminating.isPending}
              onPress={() => {
                if (reason) terminating.mutate({ reason, note: note.trim() });
              }}
            >
              {t('terminate.title')}
            </Button>
          </>
        }
      >
        <div className={styles.confirm}>
          <p>{t('terminate.sureAbout')}</p>
          <Checkbox isSelected={isSure} onChange={setSure}>
            {t('terminate.rightPerson', { name: card.person.name, position: positionOf(card) })}
          </Checkbox>
        </div>
      </Dialog>
    </div>
  );
}

/** @param scope which employments would end; those that go on are led by somebody else. */
function WhatHappens({ card, scope }: { card: PersonCard; scope: TerminationProgress['employments'] }) {
  const { t } = useTranslation();
  const staying = new Set(scope.filter(({ ends }) => !ends).map(({ employment }) => employment.id));
  const grants = card.grants.filter(
    ({ state, employmentId }) => state === 'active' && !staying.has(employmentId),
  );
  const live = card.employments.filter(
    ({ state, id }) => (state === 'in-force' || state === 'coming') && !staying.has(id),
  );
  return (
    <Section title={t('request.happens')}>
      {staying.size > 0 && (
        <Banner tone="wait" title={t('terminate.scope.title')}>
          <ul className={styles.scope}>
            {scope.map(({ employment: { id, title, unit }, ends }) => (
              <li key={id}>
                {t(ends ? 'terminate.scope.ends' : 'terminate.scope.stays', { title, unit: unit.name })}
              </li>
            ))}
          </ul>
          {t('terminate.scope.about')}
        </Banner>
      )}
      <Card tone="danger">
        <ul className={styles.what}>
          <li>
            <Icon name="signout" />
            <span>{t('terminate.what.sessions')}</span>
          </li>
          <li>
            <Icon name="lock" />
            <span>
              {staying.size > 0
                ? t('terminate.what.accountStays')
                : card.account && card.account.state !== 'none'
                  ? t('terminate.what.account', { username: card.account.username })
                  : t('terminate.what.noAccount')}
            </span>
          </li>
          <li>
            <Icon name="key" />
            <span>
              {t('terminate.what.grants', { count: grants.length })}
              {grants.length > 0 && (
                <span className={styles.soft}> {grants.map(({ role }) => role.name).join(', ')}</span>
              )}
            </span>
          </li>
          <li>
            <Icon name="file" />
            <span>{t('terminate.what.requests', { count: card.waitingRequests.length })}</span>
          </li>
          <li>
            <Icon name="calendar" />
            <span>{t('terminate.what.employments', { count: live.length })}</span>
          </li>
        </ul>
      </Card>
    </Section>
  );
}
