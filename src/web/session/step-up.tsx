import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { resend, whenTooWeak, type Unsent } from '../api/http.js';
import { providersQuery, stepUpAddress } from '../api/me.js';
import { ProblemView } from '../frame/problem-view.js';
import { Button } from '../parts/button.js';
import { Dialog } from '../parts/dialog.js';
import { toast } from '../parts/toast.js';
import { keepAct, takeAct, type PendingAct } from './pending-act.js';
import { SignInLinks } from './sign-in-links.js';
import { useMe } from './use-me.js';

interface Asked {
  unsent: Unsent;
  answer: (again: boolean) => void;
}

/**
 * When the server wants a stronger or fresher sign-in (RFC 9470): asks for it, keeps what was about to be done, and
 * after the way to the identity provider and back offers to finish it. Another person who comes back meets nothing of it.
 */
export function StepUp() {
  const me = useMe();
  const ownId = me.person.id ?? 'me';
  const [asked, setAsked] = useState<Asked | null>(null);
  const [kept, setKept] = useState<PendingAct | null>(null);

  useEffect(() => {
    const act = takeAct();
    if (act) setKept(act);
  }, []);

  useEffect(
    () =>
      whenTooWeak(
        (unsent) =>
          new Promise((resolve) => {
            setAsked({ unsent, answer: resolve });
          }),
      ),
    [],
  );

  if (asked)
    return (
      <Confirm
        unsent={asked.unsent}
        ownId={ownId}
        onCancel={() => {
          takeAct();
          setAsked(null);
          asked.answer(false);
        }}
      />
    );
  if (!kept) return null;
  const close = () => {
    setKept(null);
  };
  if (kept.ownerId !== ownId) return <SomebodyElse onClose={close} />;
  return kept.send ? <Finish act={kept} send={kept.send} onClose={close} /> : null;
}

function Confirm({ unsent, ownId, onCancel }: { unsent: Unsent; ownId: string; onCancel: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const { data } = useQuery(providersQuery);
  const here = window.location.pathname + window.location.search;
  const { level, maxAge } = unsent.demands;
  const keep = () => {
    const title = document.title.replace(/ · Grindvakt$/, '');
    keepAct({ ownerId: ownId, title, path: here, at: Date.now(), send: unsent.send });
  };
  return (
    <Dialog
      title={t('stepUp.title')}
      isOpen
      onClose={onCancel}
      actions={<Button onPress={onCancel}>{t('parts.cancel')}</Button>}
    >
      <p>
        {me.level < level
          ? t('stepUp.stronger', { level })
          : t('stepUp.fresher', { count: Math.round((maxAge ?? 0) / 60) })}
      </p>
      <p>{unsent.isLost ? t('stepUp.filesLost') : t('stepUp.kept')}</p>
      {/* The links are followed by the browser itself: what was begun is put aside first. */}
      <div onClickCapture={keep}>
        <SignInLinks
          providers={data?.items ?? []}
          addressOf={(id) => stepUpAddress(id, here, unsent.demands)}
        />
      </div>
    </Dialog>
  );
}

function Finish({
  act,
  send,
  onClose,
}: {
  act: PendingAct;
  send: NonNullable<PendingAct['send']>;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const finishing = useMutation({
    mutationFn: () => resend(send),
    onSuccess: async () => {
      onClose();
      toast({ tone: 'good', title: t('stepUp.done'), detail: act.title });
      await client.invalidateQueries();
    },
  });
  return (
    <Dialog
      title={t('stepUp.finishTitle')}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('stepUp.leave')}</Button>
          <Button
            look="primary"
            isPending={finishing.isPending}
            onPress={() => {
              finishing.mutate();
            }}
          >
            {t('stepUp.finish')}
          </Button>
        </>
      }
    >
      <p>{t('stepUp.finishAbout', { title: act.title })}</p>
      {finishing.error && <ProblemView problem={finishing.error} />}
    </Dialog>
  );
}

function SomebodyElse({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <Dialog
      title={t('stepUp.otherTitle')}
      isOpen
      onClose={onClose}
      actions={
        <Button look="primary" onPress={onClose}>
          {t('stepUp.understood')}
        </Button>
      }
    >
      <p>{t('stepUp.otherAbout', { name: me.person.name })}</p>
    </Dialog>
  );
}
