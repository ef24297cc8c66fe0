import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { resend, whenTooWeak, type Unsent } from '../api/http.js';
import { providersQuery, stepUpAddress } from '../api/me.js';
import { Problem } from '../api/problem.js';
import { ProblemView } from '../frame/problem-view.js';
import { Button } from '../parts/button.js';
import { Dialog } from '../parts/dialog.js';
import { Skeleton } from '../parts/skeleton.js';
import { toast } from '../parts/toast.js';
import { forgetFiles, keepFiles, takeFiles, type KeptFiles } from './kept-files.js';
import { keepAct, takeAct, type PendingAct } from './pending-act.js';
import { SignInLinks } from './sign-in-links.js';
import { StepUpHere } from './step-up-here.js';
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
  // Several at once: what the page reads by itself may be refused beside what somebody pressed.
  const [asked, setAsked] = useState<readonly Asked[]>([]);
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
            setAsked((before) => [...before, { unsent, answer: resolve }]);
          }),
      ),
    [],
  );

  const answer = (again: boolean) => {
    setAsked([]);
    for (const one of asked) one.answer(again);
    void forgetFiles().catch(() => undefined);
  };
  // What would be lost counts, and of equals the first.
  const first = asked.find(({ unsent }) => unsent.send !== null) ?? asked[0];
  if (first)
    return (
      <Confirm
        key={first.unsent.send?.idempotencyKey ?? 'reading'}
        unsent={first.unsent}
        ownId={ownId}
        onDone={() => {
          answer(true);
        }}
        onCancel={() => {
          takeAct();
          answer(false);
        }}
      />
    );
  if (!kept) return null;
  const close = () => {
    setKept(null);
    void forgetFiles().catch(() => undefined);
  };
  if (kept.ownerId !== ownId) return <SomebodyElse onClose={close} />;
  return kept.send ? <Finish act={kept} send={kept.send} onClose={close} /> : null;
}

function Confirm({
  unsent,
  ownId,
  onDone,
  onCancel,
}: {
  unsent: Unsent;
  ownId: string;
  /** Proven here on the page: what was begun goes on as if nothing had been. */
  onDone: () => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation();
  const me = useMe();
  const { data } = useQuery(providersQuery);
  const files = useKeptFiles(unsent.send?.body);
  const here = window.location.pathname + window.location.search;
  const { level, maxAge } = unsent.demands;
  const keep = () => {
    const title = document.title.replace(/ · Grindvakt$/, '');
    const { send } = unsent;
    const body = typeof send?.body === 'string' ? send.body : files.kept;
    keepAct({
      ownerId: ownId,
      title,
      path: here,
      at: Date.now(),
      send: send && body !== null ? { ...send, body } : null,
    });
  };
  const providers = (data?.items ?? []).filter((provider) => provider.level >= level);
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
      <p>{files.state === 'lost' ? t('stepUp.filesLost') : t('stepUp.kept')}</p>
      <StepUpHere
        level={level}
        ownId={ownId}
        hasProviders={!data || providers.length > 0}
        onDone={onDone}
        onSomebodyElse={keep}
      />
      {/* The links are followed by the browser itself: what was begun is put aside first. */}
      {files.state === 'keeping' ? (
        <Skeleton rows={1} />
      ) : (
        <div onClickCapture={keep}>
          <SignInLinks
            providers={providers}
            last={data?.last ?? null}
            addressOf={(id) => stepUpAddress(id, here, unsent.demands)}
          />
        </div>
      )}
    </Dialog>
  );
}

/** Files are put aside while the dialog is read: there is no time left when a link has been followed. */
function useKeptFiles(body: string | FormData | undefined): {
  state: 'none' | 'keeping' | 'kept' | 'lost';
  kept: KeptFiles | null;
} {
  const form = body instanceof FormData ? body : null;
  const [found, setFound] = useState<{ kept: KeptFiles | null } | null>(null);
  useEffect(() => {
    if (!form) return;
    keepFiles(form).then(
      (kept) => {
        setFound({ kept });
      },
      () => {
        setFound({ kept: null });
      },
    );
  }, [form]);
  if (!form) return { state: 'none', kept: null };
  if (!found) return { state: 'keeping', kept: null };
  return found.kept ? { state: 'kept', kept: found.kept } : { state: 'lost', kept: null };
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
  // Taken out once: a second press sends the same files.
  const files = useRef<Promise<FormData | null> | null>(null);
  useEffect(() => {
    if (typeof send.body !== 'string') files.current ??= takeFiles(send.body);
  }, [send]);
  const finishing = useMutation({
    mutationFn: async () => {
      const { body } = send;
      if (typeof body === 'string') return resend({ ...send, body });
      const form = await files.current;
      if (!form) throw new Problem(0, 'files-gone', '', null);
      return resend({ ...send, body: form });
    },
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
