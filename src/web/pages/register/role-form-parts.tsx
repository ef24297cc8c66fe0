import { useTranslation } from 'react-i18next';
import type { Named } from '../../api/generated/types.gen.js';
import { Checkbox, RadioCards } from '../../parts/choices.js';
import { Field, TextArea } from '../../parts/field.js';
import { ChooseParts } from './choose-parts.js';
import { PeopleField } from './people-field.js';
import { movers, type RoleDraft, type RoleWrong } from './role-draft.js';
import { Ticks } from './ticks.js';
import styles from './register.module.css';

interface PartProps {
  draft: RoleDraft;
  change: (changed: Partial<RoleDraft>) => void;
  /** What is wrong with a field, of its own or as the service says at the pointer. */
  missing: (field: RoleWrong, pointer: string, words: string) => string | undefined;
}

/** What it is called, and what it lets one do, in both languages. */
export function RoleWords({
  draft,
  change,
  missing,
  at,
}: PartProps & { at: (field: string) => string | undefined }) {
  const { t } = useTranslation();
  return (
    <section className={styles.part}>
      <h2>{t('register.form.parts.lets')}</h2>
      <div className={styles.two}>
        <Field
          label={t('register.form.roleName')}
          value={draft.nameSv}
          onChange={(nameSv) => {
            change({ nameSv });
          }}
          error={missing('nameSv', 'name/sv', t('register.form.nameMissing'))}
        />
        <Field
          label={t('register.form.nameEn')}
          isOptional
          value={draft.nameEn}
          onChange={(nameEn) => {
            change({ nameEn });
          }}
          error={at('name/en')}
        />
      </div>
      <TextArea
        label={t('register.form.sentence')}
        help={t('register.form.roleSentenceAbout')}
        rows={2}
        maxLength={500}
        value={draft.sentenceSv}
        onChange={(sentenceSv) => {
          change({ sentenceSv });
        }}
        error={missing('sentenceSv', 'sentence/sv', t('register.form.sentenceMissing'))}
      />
      <TextArea
        label={t('register.form.sentenceEn')}
        rows={2}
        isOptional
        maxLength={500}
        value={draft.sentenceEn}
        onChange={(sentenceEn) => {
          change({ sentenceEn });
        }}
        error={at('sentence/en')}
      />
    </section>
  );
}

interface HoldingProps extends PartProps {
  roleId: string | undefined;
  prerequisites: readonly Named[];
  /** A role stays an ordinary one, or an administrator right. */
  mayChangeKind: boolean;
}

/** What is in it, what it demands, and what becomes of it when its holder moves. */
export function RoleHolding({ draft, change, missing, roleId, prerequisites, mayChangeKind }: HoldingProps) {
  const { t } = useTranslation();
  return (
    <section className={styles.part}>
      <h2>{t('register.form.parts.holds')}</h2>
      <ChooseParts
        kind="entitlement"
        label={t('register.tabs.entitlements')}
        help={t('register.form.entitlementsAbout')}
        chosen={draft.entitlements}
        onChange={(entitlements) => {
          change({ entitlements });
        }}
        error={missing('entitlements', 'entitlements', t('register.form.entitlementsMissing'))}
      />
      <ChooseParts
        kind="role"
        label={t('register.form.includes')}
        help={t('register.form.includesAbout')}
        isOptional
        chosen={draft.includes}
        except={roleId}
        onChange={(includes) => {
          change({ includes });
        }}
        error={missing('entitlements', 'includes', '')}
      />
      {prerequisites.length > 0 && (
        <Ticks
          label={t('register.form.prerequisites')}
          choices={prerequisites.map(({ id, name }) => ({ id, label: name }))}
          chosen={draft.requires}
          onChange={(requires) => {
            change({ requires });
          }}
        />
      )}
      {mayChangeKind && (
        <Checkbox
          isSelected={draft.isPrivileged}
          onChange={(isPrivileged) => {
            change({ isPrivileged });
          }}
        >
          {t('register.form.isPrivileged')}
        </Checkbox>
      )}
      {draft.isPrivileged ? (
        <>
          <div className={styles.two}>
            <Field
              label={t('register.form.holderCap')}
              help={t('register.form.holderCapAbout')}
              inputMode="numeric"
              value={draft.holderCap}
              onChange={(holderCap) => {
                change({ holderCap });
              }}
              error={missing('privileged', 'privileged/holderCap', t('register.form.privilegedWrong'))}
            />
            <Field
              label={t('register.form.hours')}
              help={t('register.form.hoursAbout')}
              value={draft.hours}
              onChange={(hours) => {
                change({ hours });
              }}
              error={missing('privileged', 'privileged/hours', t('register.form.privilegedWrong'))}
            />
          </div>
          <PeopleField
            title={t('register.form.eligible')}
            value={draft.eligible}
            onChange={(eligible) => {
              change({ eligible: eligible ?? {} });
            }}
          />
        </>
      ) : (
        <>
          <RadioCards
            label={t('register.form.mover')}
            value={draft.mover}
            onChange={(mover) => {
              change({ mover });
            }}
            choices={movers.map((id) => ({ id, label: t(`register.form.movers.${id}`) }))}
          />
          {draft.mover === 'keep' && (
            <Field
              label={t('register.form.keepDays')}
              inputMode="numeric"
              value={draft.keepDays}
              onChange={(keepDays) => {
                change({ keepDays });
              }}
              error={missing('days', 'mover', t('register.form.keepDaysWrong'))}
            />
          )}
        </>
      )}
    </section>
  );
}
