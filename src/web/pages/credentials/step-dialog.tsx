import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { followReport, meansQuery } from '../../api/lost-credentials.js';
import type { CredentialReport, FollowCredentialReport } from '../../api/generated/types.gen.js';
import { useFieldText } from '../../frame/field-text.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { Field, TextArea } from '../../parts/field.js';
import { Select } from '../../parts/select.js';
import { today } from '../../texts/dates.js';
import { useKeptText } from '../../session/use-kept.js';
import styles from '../leavers/leavers.module.css';
import { MeansChoice, meansId } from './means-choice.js';

export type StepKind = FollowCredentialReport['kind'];
type Document = NonNullable<CredentialReport['identityDocument']>;
const documents: readonly Document[] = [
  'national-id',
  'passport',
  'driving-licence',
  'id-card',
  'known-in-person',
];

/** One step of a report, with what must be said of it. */
export function StepDialog({
  report,
  kind,
  onClose,
}: {
  report: CredentialReport;
  kind: StepKind;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const fieldText = useFieldText();
  const client = useQueryClient();
  const { data } = useQuery(meansQuery);
  const [means, setMeans] = useState<string | null>(null);
  const [on, setOn] = useState(today());
  const [document, setDocument] = useState<Document | null>(null);
  const [note, setNote, forget] = useKeptText(`credential-report.${kind}.${report.id}`);
  const [hasTried, setTried] = useState(false);
  const sending = useMutation({
    mutationFn: (body: FollowCredentialReport) => followReport(report.id, body),
    onSuccess: async () => {
      forget();
      onClose();
      await Promise.all(
        ['credential-reports', 'tasks', 'me'].map((key) => client.invalidateQueries({ queryKey: [key] })),
      );
    },
  });
  const chosen = data?.items.find((one) => meansId(one) === means);
  const body = bodyOf(kind, { chosen, on, document, note: note.trim() });
  const takesDay = kind === 'block' || kind === 'renew' || kind === 'false-alarm';
  const wrongDay = fieldText(sending.error, '/on');
  return (
    <Dialog
      title={t(`credentials.steps.${kind}`)}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('parts.cancel')}</Button>
          <Button
            look="primary"
            isPending={sending.isPending}
            onPress={() => {
              setTried(true);
              if (body) sending.mutate(body);
            }}
          >
            {t(`credentials.steps.${kind}`)}
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        <p>{t(`credentials.stepsAbout.${kind}`, { name: report.person.name })}</p>
        {kind === 'confirm' && (
          <MeansChoice
            means={data?.items ?? []}
            value={means}
            onChange={setMeans}
            error={hasTried && !chosen ? t('credentials.whatMissing') : undefined}
          />
        )}
        {takesDay && (
          <Field
            label={t(`credentials.days.${kind}`)}
            type="date"
            value={on}
            max={today()}
            onChange={setOn}
            error={wrongDay ?? (hasTried && on === '' ? t('credentials.dayMissing') : undefined)}
          />
        )}
        {(kind === 'renew' || kind === 'false-alarm') && (
          <Select
            label={t('credentials.document')}
            help={t('credentials.documentHelp')}
            value={document}
            onChange={(id) => {
              setDocument(documents.find((one) => one === id) ?? null);
            }}
            options={documents.map((id) => ({ id, label: t(`credentials.documents.${id}`) }))}
            error={hasTried && !document ? t('credentials.documentMissing') : undefined}
          />
        )}
        <TextArea
          label={t('credentials.note')}
          isOptional={kind !== 'dismiss'}
          maxLength={500}
          value={note}
          onChange={setNote}
          error={hasTried && kind === 'dismiss' && !body ? t('credentials.noteMissing') : undefined}
        />
        {sending.error && !wrongDay && <ProblemView problem={sending.error} />}
      </div>
    </Dialog>
  );
}

/** What to send, or null while something is missing. */
function bodyOf(
  kind: StepKind,
  said: {
    chosen: { provider: string; method: string | null } | undefined;
    on: string;
    document: Document | null;
    note: string;
  },
): FollowCredentialReport | null {
  const { chosen, on, document, note } = said;
  switch (kind) {
    case 'confirm':
      return chosen ? { kind, means: { provider: chosen.provider, method: chosen.method }, note } : null;
    case 'dismiss':
      return note.length >= 5 ? { kind, note } : null;
    case 'block':
      return on === '' ? null : { kind, on, note };
    case 'renew':
    case 'false-alarm':
      return on === '' || !document ? null : { kind, on, document, note };
  }
}
