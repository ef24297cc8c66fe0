import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RegisterTerms, SystemView, WriteSystem } from '../../api/generated/types.gen.js';
import { systemQuery, writeSystem } from '../../api/register.js';
import { useFieldText } from '../../frame/field-text.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Checkbox } from '../../parts/choices.js';
import { Field, TextArea } from '../../parts/field.js';
import { Select } from '../../parts/select.js';
import { toast } from '../../parts/toast.js';
import { spoken } from '../../texts/texts.js';
import { KeptBanner } from '../../parts/kept-banner.js';
import {
  connectors,
  contentOf,
  draftOf,
  lackingIn,
  logEvents,
  scales,
  systemDraftSchema,
  type Lack,
} from './system-draft.js';
import { levels } from './terms-fields.js';
import { Ticks } from './ticks.js';
import { useKept } from '../../session/use-kept.js';
import styles from './register.module.css';

/** All that the register says of a system, in the order in which one thinks of it. */
export function SystemForm({ system, terms }: { system: SystemView; terms: RegisterTerms }) {
  const { t } = useTranslation();
  const fieldText = useFieldText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const kept = useKept(
    `system.${system.id}.${String(system.version)}`,
    systemDraftSchema,
    draftOf(system.content),
  );
  const { written, change } = kept;
  const [tried, setTried] = useState<'draft' | 'whole' | null>(null);
  const isDraft = system.state === 'draft';
  const isProposal = !isDraft && system.state !== 'classified';
  const sending = useMutation({
    mutationFn: (body: WriteSystem) => writeSystem(system.id, body),
    onSuccess: async (saved) => {
      kept.clear();
      client.setQueryData(systemQuery(system.id).queryKey, saved);
      await client.invalidateQueries({ queryKey: ['register'] });
      toast({ tone: 'good', title: t(isProposal ? 'register.form.proposed' : 'register.form.saved') });
      await navigate({ to: '/systemregister/$systemId', params: { systemId: system.id }, search: {} });
    },
  });
  const content = contentOf(written);
  const lacking = lackingIn(content);
  const reason = written.reason.trim();
  const at = (field: string): string | undefined =>
    fieldText(sending.error, `/content/${field}`, `/${field}`);
  const wrong = (field: Lack): string | undefined =>
    tried === 'whole' && lacking.has(field) ? t(`register.form.lacking.${field}`) : at(field);
  const short = (field: string, text: string, least: number, words: string): string | undefined =>
    tried !== null && text.trim().length < least ? words : at(field);
  const isChangedClass = scales.some((scale) => content.classes[scale] !== system.content.classes[scale]);
  const usual =
    terms.reviewOnNewVersion === 'always' ||
    (terms.reviewOnNewVersion === 'classification' && isChangedClass);
  const review = written.review ?? usual;
  const send = (classify: boolean) => {
    const whole = classify || !isDraft;
    setTried(whole ? 'whole' : 'draft');
    if (content.name.length < 3 || content.purpose.length < 3 || reason.length < 5) return;
    if (whole && lacking.size > 0) return;
    sending.mutate({
      version: system.version,
      content,
      reason,
      classify,
      ...(isProposal ? { review } : {}),
    });
  };
  return (
    <div className={styles.form}>
      <KeptBanner isKept={kept.isKept} onStartAgain={kept.startAgain} />
      <section className={styles.part}>
        <h2>{t('register.form.parts.what')}</h2>
        <Field
          label={t('register.form.name')}
          value={written.name}
          onChange={(name) => {
            change({ name });
          }}
          error={short('name', written.name, 3, t('register.form.nameMissing'))}
        />
        <TextArea
          label={t('register.form.purpose')}
          help={t('register.form.purposeAbout')}
          maxLength={1000}
          value={written.purpose}
          onChange={(purpose) => {
            change({ purpose });
          }}
          error={short('purpose', written.purpose, 3, t('register.form.purposeMissing'))}
        />
        <Ticks
          label={t('register.form.connectors')}
          choices={connectors.map((id) => ({ id, label: t(`register.form.connector.${id}`) }))}
          chosen={written.connectors}
          onChange={(chosen) => {
            change({ connectors: chosen });
          }}
          error={wrong('connectors')}
        />
      </section>
      <section className={styles.part}>
        <h2>{t('register.form.parts.information')}</h2>
        <TextArea
          label={t('register.form.kindsOfData')}
          help={t('register.form.onePerLine')}
          value={written.informationTypes}
          onChange={(informationTypes) => {
            change({ informationTypes });
          }}
          error={wrong('informationTypes')}
        />
        <div className={styles.ticks}>
          <Checkbox
            isSelected={written.personalData}
            onChange={(personalData) => {
              change({ personalData, patientData: personalData && written.patientData });
            }}
          >
            {t('register.form.personalData')}
          </Checkbox>
          <Checkbox
            isSelected={written.patientData}
            onChange={(patientData) => {
              change({ patientData, personalData: patientData || written.personalData });
            }}
          >
            {t('register.form.patientData')}
          </Checkbox>
        </div>
        <div className={styles.two}>
          <TextArea
            label={t('register.mayHold')}
            maxLength={2000}
            value={written.mayHold}
            onChange={(mayHold) => {
              change({ mayHold });
            }}
            error={wrong('mayHold')}
          />
          <TextArea
            label={t('register.mayNotHold')}
            isOptional
            maxLength={2000}
            value={written.mayNotHold}
            onChange={(mayNotHold) => {
              change({ mayNotHold });
            }}
            error={at('mayNotHold')}
          />
        </div>
      </section>
      <section className={styles.part}>
        <h2>{t('register.form.parts.classes')}</h2>
        <p className={styles.about}>{t('register.form.classesAbout')}</p>
        <div className={styles.three}>
          {scales.map((scale) => (
            <Select
              key={scale}
              label={t(`register.scales.${scale}`)}
              value={String(written.classes[scale])}
              options={terms.scales[scale].map((step, place) => ({
                id: String(place),
                label: `${String(place)} – ${step[spoken()]}`,
              }))}
              onChange={(place) => {
                change({ classes: { ...written.classes, [scale]: Number(place) } });
              }}
              error={at(`classes/${scale}`)}
            />
          ))}
        </div>
        <Select
          label={t('register.minimumLevel')}
          help={t('register.form.minimumLevelAbout')}
          value={String(written.minimumLevel)}
          options={levels.map((id) => ({ id, label: t(`register.form.levels.${id}`) }))}
          onChange={(level) => {
            change({ minimumLevel: Number(level) });
          }}
        />
      </section>
      <section className={styles.part}>
        <h2>{t('register.form.parts.logging')}</h2>
        <TextArea
          label={t('register.form.howLogged')}
          help={t('register.form.logPolicyAbout')}
          maxLength={2000}
          value={written.logPolicy}
          onChange={(logPolicy) => {
            change({ logPolicy });
          }}
          error={wrong('logPolicy')}
        />
        <Ticks
          label={t('register.logged')}
          choices={logEvents.map((id) => ({ id, label: t(`register.logEvents.${id}`) }))}
          chosen={written.logEvents}
          onChange={(chosen) => {
            change({ logEvents: chosen });
          }}
          error={wrong('logEvents')}
        />
      </section>
      <section className={styles.part}>
        <h2>{t('register.form.parts.why')}</h2>
        {isProposal && (
          <Checkbox
            isSelected={review}
            onChange={(isOn) => {
              change({ review: isOn });
            }}
          >
            {t('register.form.review')}
          </Checkbox>
        )}
        <TextArea
          label={t('register.reason')}
          help={t('register.reasonAbout')}
          rows={2}
          maxLength={500}
          value={written.reason}
          onChange={(typed) => {
            change({ reason: typed });
          }}
          error={short('reason', written.reason, 5, t('register.reasonShort'))}
        />
      </section>
      {sending.error && <ProblemView problem={sending.error} />}
      <div className={styles.end}>
        {isDraft && (
          <Button
            isDisabled={sending.isPending}
            onPress={() => {
              send(false);
            }}
          >
            {t('register.form.saveDraft')}
          </Button>
        )}
        <Button
          look="primary"
          isPending={sending.isPending}
          onPress={() => {
            send(isDraft);
          }}
        >
          {t(
            isDraft ? 'register.form.classify' : isProposal ? 'register.form.propose' : 'register.form.save',
          )}
        </Button>
      </div>
    </div>
  );
}
