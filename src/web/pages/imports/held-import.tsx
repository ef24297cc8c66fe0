import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportView } from '../../api/generated/types.gen.js';
import { cancelImport, importQuery, releaseImport } from '../../api/imports.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Card } from '../../parts/card.js';
import { Dialog } from '../../parts/dialog.js';
import { TextArea } from '../../parts/field.js';
import { Icon } from '../../parts/icon.js';
import { TrippedList } from '../held/tripped-list.js';
import { useKeptText } from '../../session/use-kept.js';
import { useDates } from '../../texts/dates.js';
import { changesInWords } from './changes-in-words.js';
import styles from './import-page.module.css';

/** Stopped at the breaker: how many would end, how many may, and the two ways out, each with a reason. */
export function HeldImport({ view }: { view: ImportView }) {
  const { t } = useTranslation();
  const dates = useDates();
  const until = view.releasableUntil;
  const isTooOld = until !== null && Date.parse(until) < Date.now();
  const [asking, setAsking] = useState<'release' | 'cancel' | null>(null);
  const ends = endsOf(view);
  const { leaves } = view.changes;
  const inWords = changesInWords(t, view.changes);
  return (
    <Card tone="danger">
      <div className={styles.held}>
        <div className={styles.heldHead}>
          <Icon name="pause" size={32} />
          <div>
            <h2 className={styles.big}>
              {ends > 0 && ends >= leaves
                ? t('imports.held', { count: ends })
                : leaves > 0
                  ? t('imports.heldLeaves', { count: leaves })
                  : t('imports.heldOther')}
            </h2>
            {inWords !== '' && <p className={styles.heldText}>{inWords}.</p>}
            {view.tripped.length === 0 && view.guard && (
              <p className={styles.heldText}>
                {t('imports.heldAbout', { allowed: view.guard.allowed, active: view.guard.active })}
              </p>
            )}
            <TrippedList tripped={view.tripped} />
          </div>
        </div>
        {isTooOld ? (
          <p>{t('imports.heldTooOld')}</p>
        ) : (
          <>
            {until && <p>{t('imports.heldUntil', { at: dates.instant(until) })}</p>}
            {!view.may.release && <p>{t('imports.heldSecondPerson')}</p>}
          </>
        )}
        <div className={styles.actions}>
          {view.may.cancel && (
            <Button
              look="primary"
              onPress={() => {
                setAsking('cancel');
              }}
            >
              {t('imports.cancel')}
            </Button>
          )}
          {view.may.release && (
            <Button
              look="danger-quiet"
              onPress={() => {
                setAsking('release');
              }}
            >
              {t('imports.release')}
            </Button>
          )}
        </div>
      </div>
      {asking && (
        <ResolveDialog
          view={view}
          way={asking}
          onClose={() => {
            setAsking(null);
          }}
        />
      )}
    </Card>
  );
}

/** Employments that it ends; a set that only lets access rest ends none. */
function endsOf(view: ImportView): number {
  return view.guard?.ends ?? view.changes.leavers;
}

interface ResolveDialogProps {
  view: ImportView;
  way: 'release' | 'cancel';
  onClose: () => void;
}

function ResolveDialog({ view, way, onClose }: ResolveDialogProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [reason, setReason, forget] = useKeptText(`import.${way}.${view.id}`);
  const [hasTried, setTried] = useState(false);
  const ends = endsOf(view);
  const isShort = reason.trim().length < 10;
  const resolving = useMutation({
    mutationFn: () =>
      way === 'release' ? releaseImport(view.id, reason.trim()) : cancelImport(view.id, reason.trim()),
    onSuccess: async (changed) => {
      forget();
      queryClient.setQueryData(importQuery(view.id).queryKey, changed);
      onClose();
      await Promise.all(
        ['imports', 'tasks', 'me', 'people'].map((key) => queryClient.invalidateQueries({ queryKey: [key] })),
      );
    },
  });
  return (
    <Dialog
      title={way === 'release' ? t('imports.releaseTitle') : t('imports.cancelTitle')}
      role="alertdialog"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('parts.back')}</Button>
          <Button
            look={way === 'release' ? 'danger' : 'primary'}
            isPending={resolving.isPending}
            onPress={() => {
              setTried(true);
              if (!isShort) resolving.mutate();
            }}
          >
            {way === 'release'
              ? ends > 0
                ? t('imports.releaseDo', { count: ends })
                : t('imports.release')
              : t('imports.cancel')}
          </Button>
        </>
      }
    >
      <p>
        {way === 'release'
          ? t(ends > 0 ? 'imports.releaseAbout' : 'imports.releaseRestsAbout')
          : t('imports.cancelAbout')}
      </p>
      <TextArea
        label={t('imports.reason')}
        help={t('imports.reasonAbout')}
        maxLength={500}
        value={reason}
        onChange={setReason}
        error={hasTried && isShort ? t('imports.reasonMissing') : undefined}
        autoFocus
      />
      {resolving.error && <ProblemView problem={resolving.error} />}
    </Dialog>
  );
}
