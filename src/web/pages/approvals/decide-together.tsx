import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RequestView } from '../../api/generated/types.gen.js';
import { decideTogether } from '../../api/requests.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Banner } from '../../parts/banner.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { TextArea } from '../../parts/field.js';
import { toast } from '../../parts/toast.js';
import { useCodeText } from '../../texts/codes.js';
import styles from './approvals-page.module.css';

interface DecideTogetherProps {
  chosen: readonly RequestView[];
  likeCount: number;
  onTickAll: () => void;
  onDone: () => void;
}

const shortest = 5;

/** One answer to several like requests, each decided by itself; those left undecided say why. */
export function DecideTogether({ chosen, likeCount, onTickAll, onDone }: DecideTogetherProps) {
  const { t } = useTranslation();
  const codeText = useCodeText();
  const client = useQueryClient();
  const [outcome, setOutcome] = useState<'approve' | 'refuse' | null>(null);
  const [reason, setReason] = useState('');
  const [hasTried, setTried] = useState(false);
  const [left, setLeft] = useState<readonly { number: number; code: string }[]>([]);
  const deciding = useMutation({
    mutationFn: (how: 'approve' | 'refuse') =>
      decideTogether({
        items: chosen.map(({ id, revision }) => ({ id, revision })),
        outcome: how,
        ...(reason.trim() ? { reason: reason.trim() } : {}),
      }),
    onSuccess: async ({ items }) => {
      const numbers = new Map(chosen.map(({ id, number }) => [id, number]));
      setLeft(
        items.flatMap(({ id, problem }) =>
          problem ? [{ number: numbers.get(id) ?? 0, code: problem.code }] : [],
        ),
      );
      const count = items.filter((item) => item.outcome !== null).length;
      if (count > 0) toast({ tone: 'good', title: t('approvals.together.done', { count }) });
      setOutcome(null);
      setReason('');
      setTried(false);
      onDone();
      await Promise.all(
        ['requests', 'request', 'tasks', 'me', 'person'].map((key) =>
          client.invalidateQueries({ queryKey: [key] }),
        ),
      );
    },
  });
  const isMissing = outcome === 'refuse' && reason.trim().length < shortest;
  return (
    <>
      {left.length > 0 && (
        <Banner tone="wait" isNews title={t('approvals.together.left', { count: left.length })}>
          <ul>
            {left.map(({ number, code }) => (
              <li key={number}>
                {t('requests.number', { number })}:{' '}
                {codeText('problems', `${code}.title`) ?? t('problems.unexpected.title')}
              </li>
            ))}
          </ul>
        </Banner>
      )}
      <div className={styles.together} role="group" aria-label={t('approvals.together.title')}>
        <span className={styles.detail}>{t('approvals.together.chosen', { count: chosen.length })}</span>
        <Button size="small" onPress={onTickAll}>
          {t('approvals.together.all', { count: likeCount })}
        </Button>
        <Button
          size="small"
          look="danger-quiet"
          isDisabled={chosen.length === 0}
          onPress={() => {
            setOutcome('refuse');
          }}
        >
          {t('approvals.refuse')}
        </Button>
        <Button
          size="small"
          look="primary"
          icon="check"
          isDisabled={chosen.length === 0}
          onPress={() => {
            setOutcome('approve');
          }}
        >
          {t('approvals.approve')}
        </Button>
      </div>
      {outcome && (
        <Dialog
          title={t(`approvals.together.${outcome}`, {
            count: chosen.length,
            role: chosen[0]?.role.name ?? '',
          })}
          isOpen
          onClose={() => {
            setOutcome(null);
          }}
          actions={
            <>
              <Button
                onPress={() => {
                  setOutcome(null);
                }}
              >
                {t('parts.cancel')}
              </Button>
              <Button
                look={outcome === 'approve' ? 'primary' : 'danger'}
                isPending={deciding.isPending}
                onPress={() => {
                  setTried(true);
                  if (!isMissing) deciding.mutate(outcome);
                }}
              >
                {t(outcome === 'approve' ? 'approvals.approve' : 'approvals.refuse')}
              </Button>
            </>
          }
        >
          <div className={styles.waiting}>
            <p>{t('approvals.together.about')}</p>
            <p>{chosen.map(({ person }) => person.name).join(', ')}</p>
            <TextArea
              label={t('approvals.reason')}
              help={t('approvals.reasonAbout')}
              isOptional={outcome === 'approve'}
              rows={2}
              maxLength={1000}
              value={reason}
              onChange={setReason}
              error={hasTried && isMissing ? t('approvals.reasonMissing') : undefined}
            />
            {deciding.error && <ProblemView problem={deciding.error} />}
          </div>
        </Dialog>
      )}
    </>
  );
}
