import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { findExternalUnits, registerExternal } from '../../api/externals.js';
import type { RegisterExternal } from '../../api/generated/types.gen.js';
import { useFieldText } from '../../frame/field-text.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { KeptBanner } from '../../parts/kept-banner.js';
import { RadioCards } from '../../parts/choices.js';
import { Field } from '../../parts/field.js';
import { UnitField } from '../../parts/unit-field.js';
import { may, useMe } from '../../session/use-me.js';
import { today } from '../../texts/dates.js';
import { ChoosePerson } from '../leavers/choose-person.js';
import { useKept } from '../../session/use-kept.js';
import { z } from '../../session/zod.js';
import styles from '../leavers/leavers.module.css';

const kinds = ['consultant', 'student', 'volunteer'] as const;
const words = [
  'givenName',
  'familyName',
  'personalNumber',
  'hsaId',
  'email',
  'title',
  'employer',
  'contractReference',
] as const;
const optional: readonly string[] = ['personalNumber', 'hsaId', 'email'];
type Word = (typeof words)[number];

const keptWords = z.enum(words.filter((word) => word !== 'personalNumber'));
const draftSchema = z.object({
  kind: z.enum(kinds).nullable(),
  text: z.partialRecord(keptWords, z.string()),
  startDate: z.string(),
  endDate: z.string(),
});

/** Registers somebody from outside: one column, what is wrong beside its field. */
export function RegisterExternalPage() {
  const { t } = useTranslation();
  const fieldText = useFieldText();
  const me = useMe();
  const client = useQueryClient();
  const navigate = useNavigate();
  const isHr = may(me, 'corrections');
  const [key] = useState(() => crypto.randomUUID());
  const { written, change, isKept, clear, startAgain } = useKept('register-external', draftSchema, {
    kind: null,
    text: {},
    startDate: today(),
    endDate: '',
  });
  const { kind, startDate, endDate } = written;
  // Never kept: a personal number lies in no browser.
  const [personalNumber, setPersonalNumber] = useState('');
  const text: Partial<Record<Word, string>> = { ...written.text, personalNumber };
  const [unit, setUnit] = useState<string | null>(null);
  const [sponsorId, setSponsorId] = useState<string | null>(null);
  const [hasTried, setTried] = useState(false);
  const registering = useMutation({
    mutationFn: (body: RegisterExternal) => registerExternal(body, key),
    onSuccess: async (external) => {
      clear();
      await Promise.all(
        ['externals', 'people'].map((name) => client.invalidateQueries({ queryKey: [name] })),
      );
      await navigate({ to: '/externa/$externalId', params: { externalId: external.id } });
    },
  });
  const refused = (field: string): string | undefined => fieldText(registering.error, `/${field}`);
  const missing = (field: string, isThere: boolean): string | undefined =>
    refused(field) ?? (hasTried && !isThere ? t('externals.wrong.missing') : undefined);
  const value = (word: Word) => (text[word] ?? '').trim();
  const send = () => {
    setTried(true);
    const isWhole = words.every((word) => optional.includes(word) || value(word) !== '');
    if (!isWhole || kind === null || unit === null || startDate === '' || endDate === '') return;
    const given = (word: 'personalNumber' | 'hsaId' | 'email') =>
      value(word) === '' ? {} : { [word]: value(word) };
    registering.mutate({
      kind,
      givenName: value('givenName'),
      familyName: value('familyName'),
      title: value('title'),
      employer: value('employer'),
      contractReference: value('contractReference'),
      unitId: unit,
      startDate,
      endDate,
      ...given('personalNumber'),
      ...given('hsaId'),
      ...given('email'),
      ...(sponsorId === null ? {} : { sponsorId }),
    });
  };
  const field = (word: Word) => (
    <Field
      key={word}
      label={t(`externals.fields.${word}`)}
      help={optional.includes(word) ? t('externals.optionalAbout') : undefined}
      isOptional={optional.includes(word)}
      value={text[word] ?? ''}
      onChange={(typed) => {
        if (word === 'personalNumber') setPersonalNumber(typed);
        else change({ text: { ...written.text, [word]: typed } });
      }}
      error={missing(word, optional.includes(word) || value(word) !== '')}
    />
  );
  return (
    <>
      <PageHead
        over={<Link to="/externa">{t('externals.title')}</Link>}
        title={t('externals.register')}
        about={t('externals.registerAbout')}
      />
      <PageBody narrow>
        <KeptBanner isKept={isKept} onStartAgain={startAgain} />
        <div className={styles.form}>
          <RadioCards
            label={t('externals.kind')}
            value={kind}
            onChange={(id) => {
              change({ kind: id });
            }}
            error={missing('kind', kind !== null)}
            choices={kinds.map((id) => ({ id, label: t(`employments.kinds.${id}`) }))}
          />
          {words.map(field)}
          <UnitField
            label={t('externals.unit')}
            help={t('externals.unitAbout')}
            among="externals"
            search={findExternalUnits}
            selected={unit}
            onSelect={setUnit}
            error={missing('unitId', unit !== null)}
          />
          <div className={styles.pair}>
            <Field
              label={t('externals.from')}
              type="date"
              value={startDate}
              onChange={(typed) => {
                change({ startDate: typed });
              }}
              error={missing('startDate', startDate !== '')}
            />
            <Field
              label={t('externals.to')}
              type="date"
              min={startDate}
              value={endDate}
              onChange={(typed) => {
                change({ endDate: typed });
              }}
              error={missing('endDate', endDate !== '')}
            />
          </div>
          {isHr && (
            <ChoosePerson
              label={t('externals.sponsor')}
              help={t('externals.sponsorAbout')}
              selected={sponsorId}
              onSelect={setSponsorId}
              error={refused('sponsorId')}
            />
          )}
          {registering.error && <ProblemView problem={registering.error} />}
          <div className={styles.end}>
            <Button look="primary" isPending={registering.isPending} onPress={send}>
              {t('externals.register')}
            </Button>
          </div>
        </div>
      </PageBody>
    </>
  );
}
