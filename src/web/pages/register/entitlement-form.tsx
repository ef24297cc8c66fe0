import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EntitlementView, Named, SystemView } from '../../api/generated/types.gen.js';
import { addEntitlement, changeEntitlement, retireEntitlement } from '../../api/register.js';
import { useFieldText } from '../../frame/field-text.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Banner } from '../../parts/banner.js';
import { Button } from '../../parts/button.js';
import { Checkbox, RadioCards } from '../../parts/choices.js';
import { Field, TextArea } from '../../parts/field.js';
import { toast } from '../../parts/toast.js';
import { ChooseOwner } from './choose-owner.js';
import {
  entitlementDraftOf,
  entitlementDraftSchema,
  entitlementIn,
  groupName,
  newEntitlement,
  suggestGroup,
  targetsOf,
} from './entitlement-draft.js';
import { KeptBanner } from '../../parts/kept-banner.js';
import { PeopleField } from './people-field.js';
import { ReasonDialog } from './reason-dialog.js';
import { daysOf, TermsFields } from './terms-fields.js';
import { Ticks } from './ticks.js';
import { useKept } from '../../session/use-kept.js';
import styles from './register.module.css';

interface EntitlementFormProps {
  system: SystemView;
  /** Null: a new one. */
  one: EntitlementView | null;
  prerequisites: readonly Named[];
}

export function EntitlementForm({ system, one, prerequisites }: EntitlementFormProps) {
  const { t } = useTranslation();
  const fieldText = useFieldText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const kept = useKept(
    `entitlement.${system.id}.${one?.id ?? 'new'}`,
    entitlementDraftSchema,
    one ? entitlementDraftOf(one) : newEntitlement,
  );
  const { written, change } = kept;
  const targets = targetsOf(system);
  const target = one?.target ?? targets.find((each) => each === written.target) ?? targets[0] ?? 'directory';
  const isByHand = target === 'manual';
  const [hasTried, setTried] = useState(false);
  const [isRetiring, setRetiring] = useState(false);
  const back = () =>
    navigate({
      to: '/systemregister/$systemId',
      params: { systemId: system.id },
      search: { visa: 'behorigheter' },
    });
  const sending = useMutation({
    mutationFn: () => {
      const body = entitlementIn(written, target);
      return one
        ? changeEntitlement(system.id, one.id, { ...body, reason: written.reason.trim() })
        : addEntitlement(system.id, body);
    },
    onSuccess: async () => {
      kept.clear();
      await client.invalidateQueries({ queryKey: ['register'] });
      toast({ tone: 'good', title: t(one ? 'register.form.saved' : 'register.form.entitlementAdded') });
      await back();
    },
  });
  const at = (field: string): string | undefined => fieldText(sending.error, `/${field}`);
  const missing = (field: string, isThere: boolean, words: string): string | undefined =>
    at(field) ?? (hasTried && !isThere ? words : undefined);
  const hasName = written.name.trim().length >= 2;
  const hasSentence = written.sv.trim().length >= 10;
  const hasGroup = isByHand
    ? written.externalName.trim().length >= 2
    : groupName.test(written.externalName.trim());
  const hasReason = one === null || written.reason.trim().length >= 5;
  const hasDays = daysOf(written.maxDays) !== undefined && daysOf(written.reviewDays) !== undefined;
  const isBundled = (one?.roles ?? 0) > 0;
  const isDisabled = !system.may.entitlements || one?.state === 'retired';
  return (
    <div className={styles.form}>
      <KeptBanner isKept={kept.isKept} onStartAgain={kept.startAgain} />
      {isDisabled && (
        <Banner tone="info" title={t('register.form.notYours')}>
          {t('register.form.notYoursAbout')}
        </Banner>
      )}
      {isByHand && (
        <Banner tone="info" title={t('register.form.manualOnly')}>
          {t('register.form.manualOnlyAbout')}
        </Banner>
      )}
      <section className={styles.part}>
        <h2>{t('register.form.parts.lets')}</h2>
        <Field
          label={t('register.form.entitlementName')}
          help={t('register.form.entitlementNameAbout')}
          value={written.name}
          onChange={(name) => {
            const suggest = (from: string) => (isByHand ? from : suggestGroup(from));
            const follows = one === null && written.externalName === suggest(written.name);
            change(follows ? { name, externalName: suggest(name) } : { name });
          }}
          error={missing('name', hasName, t('register.form.nameMissing'))}
        />
        <TextArea
          label={t('register.form.sentence')}
          help={t('register.form.sentenceAbout')}
          rows={2}
          maxLength={500}
          value={written.sv}
          onChange={(sv) => {
            change({ sv });
          }}
          error={missing('sentence/sv', hasSentence, t('register.form.sentenceMissing'))}
        />
        <TextArea
          label={t('register.form.sentenceEn')}
          rows={2}
          isOptional
          maxLength={500}
          value={written.en}
          onChange={(en) => {
            change({ en });
          }}
          error={at('sentence/en')}
        />
        {one === null && targets.length > 1 && (
          <RadioCards
            label={t('register.form.target')}
            help={t('register.form.targetAbout')}
            inRow
            value={targets.find((each) => each === target) ?? null}
            onChange={(chosen) => {
              change({ target: chosen, externalName: '' });
            }}
            choices={targets.map((id) => ({ id, label: t(`register.form.connector.${id}`) }))}
          />
        )}
        <Field
          label={t(isByHand ? 'register.form.manualName' : 'register.form.group')}
          help={t(
            isBundled
              ? 'register.form.groupBundled'
              : isByHand
                ? 'register.form.manualNameAbout'
                : 'register.form.groupAbout',
          )}
          isDisabled={isBundled || one?.target === 'grindvakt'}
          value={written.externalName}
          onChange={(externalName) => {
            change({ externalName });
          }}
          error={missing(
            'externalName',
            hasGroup,
            t(isByHand ? 'register.form.manualNameWrong' : 'register.form.groupWrong'),
          )}
        />
        <ChooseOwner
          selected={written.owner}
          onSelect={(owner) => {
            change({ owner });
          }}
          error={at('ownerId')}
        />
      </section>
      <section className={styles.part}>
        <h2>{t('register.form.parts.terms')}</h2>
        <p className={styles.about}>{t('register.form.loosenAbout')}</p>
        <TermsFields value={written} onChange={change} at={at} />
        <Checkbox
          isSelected={written.privileged}
          isDisabled={isBundled}
          onChange={(privileged) => {
            change({ privileged });
          }}
        >
          {t('register.form.privileged')}
        </Checkbox>
        {prerequisites.length > 0 && (
          <Ticks
            label={t('register.form.prerequisites')}
            choices={prerequisites.map(({ id, name }) => ({ id, label: name }))}
            chosen={written.prerequisiteIds}
            onChange={(prerequisiteIds) => {
              change({ prerequisiteIds });
            }}
            error={at('prerequisiteIds')}
          />
        )}
      </section>
      <PeopleField
        title={t('register.form.askableBy')}
        help={t('register.form.askableByAbout')}
        open={t('register.form.anybody')}
        value={written.askableBy}
        onChange={(askableBy) => {
          change({ askableBy });
        }}
        error={at('askableBy')}
      />
      {one && (
        <TextArea
          label={t('register.reason')}
          help={t('register.reasonAbout')}
          rows={2}
          maxLength={500}
          value={written.reason}
          onChange={(reason) => {
            change({ reason });
          }}
          error={missing('reason', hasReason, t('register.reasonShort'))}
        />
      )}
      {sending.error && <ProblemView problem={sending.error} />}
      <div className={styles.end}>
        <Button
          look="primary"
          isPending={sending.isPending}
          isDisabled={isDisabled}
          onPress={() => {
            setTried(true);
            if (hasName && hasSentence && hasGroup && hasReason && hasDays) sending.mutate();
          }}
        >
          {t(one ? 'register.form.save' : 'register.form.addEntitlement')}
        </Button>
        {one?.state === 'in-use' && system.may.entitlements && !isBundled && (
          <Button
            look="danger-quiet"
            onPress={() => {
              setRetiring(true);
            }}
          >
            {t('register.form.retireEntitlement')}
          </Button>
        )}
      </div>
      {isRetiring && one && (
        <ReasonDialog
          title={t('register.form.retireEntitlement')}
          onSend={async (reason) => {
            await retireEntitlement(system.id, one.id, reason);
            await back();
          }}
          onClose={() => {
            setRetiring(false);
          }}
        />
      )}
    </div>
  );
}
