import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Named, RoleView } from '../../api/generated/types.gen.js';
import { createRole, reviseRole } from '../../api/register.js';
import { useFieldText } from '../../frame/field-text.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Checkbox } from '../../parts/choices.js';
import { TextArea } from '../../parts/field.js';
import { toast } from '../../parts/toast.js';
import { ForeseenView } from './foreseen-view.js';
import { KeptBanner } from '../../parts/kept-banner.js';
import { PeopleField } from './people-field.js';
import { QuestionsField } from './questions-field.js';
import {
  definitionOf,
  newRole,
  roleDraftOf,
  roleDraftSchema,
  wrongIn,
  type RoleWrong,
} from './role-draft.js';
import { RoleHolding, RoleWords } from './role-form-parts.js';
import { TermsFields } from './terms-fields.js';
import { useKept } from '../../session/use-kept.js';
import styles from './register.module.css';

interface RoleFormProps {
  systemId: string;
  /** Null: a new one. */
  role: RoleView | null;
  prerequisites: readonly Named[];
}

/** All that a version of a role says; sending it makes a version that others approve (H15.5.2). */
export function RoleForm({ systemId, role, prerequisites }: RoleFormProps) {
  const { t } = useTranslation();
  const fieldText = useFieldText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const kept = useKept(
    role ? `role.${role.id}.${String(role.version)}` : `role.new.${systemId}`,
    roleDraftSchema,
    role ? roleDraftOf(role) : newRole,
  );
  const { written, change } = kept;
  const [hasTried, setTried] = useState(false);
  const wrong = wrongIn(written);
  const sending = useMutation({
    mutationFn: () => {
      const body = { content: definitionOf(written), reason: written.reason.trim() };
      return role ? reviseRole(role.id, { base: role.version, ...body }) : createRole({ systemId, ...body });
    },
    onSuccess: async ({ id }) => {
      kept.clear();
      await client.invalidateQueries({ queryKey: ['register'] });
      toast({ tone: 'good', title: t('register.form.roleSent') });
      await navigate({ to: '/roller/$roleId', params: { roleId: id }, search: {} });
    },
  });
  const at = (field: string): string | undefined =>
    fieldText(sending.error, `/content/${field}`, `/${field}`);
  const missing = (field: RoleWrong, pointer: string, words: string): string | undefined =>
    at(pointer) ?? (hasTried && wrong.has(field) ? words : undefined);
  return (
    <div className={styles.form}>
      <KeptBanner isKept={kept.isKept} onStartAgain={kept.startAgain} />
      <RoleWords draft={written} change={change} missing={missing} at={at} />
      <RoleHolding
        draft={written}
        change={change}
        missing={missing}
        roleId={role?.id}
        prerequisites={prerequisites}
        mayChangeKind={role === null}
      />
      <section className={styles.part}>
        <h2>{t('register.form.parts.terms')}</h2>
        <p className={styles.about}>{t('register.form.inheritAbout')}</p>
        <TermsFields value={written} onChange={change} mayInherit at={at} />
      </section>
      {!written.isPrivileged && (
        <section className={styles.part}>
          <h2>{t('register.form.parts.asking')}</h2>
          <Checkbox
            isSelected={written.requestable}
            onChange={(requestable) => {
              change({ requestable });
            }}
          >
            {t('register.form.requestable')}
          </Checkbox>
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
          <PeopleField
            title={t('register.form.suggestedFor')}
            help={t('register.form.suggestedForAbout')}
            open={t('register.form.nobody')}
            value={written.suggestedFor}
            onChange={(suggestedFor) => {
              change({ suggestedFor });
            }}
            error={at('suggestedFor')}
          />
          <Checkbox
            isSelected={written.securityApproves}
            onChange={(securityApproves) => {
              change({ securityApproves });
            }}
          >
            {t('register.form.securityApproves')}
          </Checkbox>
          <p className={styles.about}>{t('register.form.questionsAbout')}</p>
          <QuestionsField
            questions={written.questions}
            onChange={(questions) => {
              change({ questions });
            }}
            hasTried={hasTried}
          />
        </section>
      )}
      <section className={styles.part}>
        <h2>{t('register.form.parts.why')}</h2>
        {role && <ForeseenView roleId={role.id} draft={written} />}
        <TextArea
          label={t('register.reason')}
          help={t('register.reasonAbout')}
          rows={2}
          maxLength={500}
          value={written.reason}
          onChange={(reason) => {
            change({ reason });
          }}
          error={missing('reason', 'reason', t('register.reasonShort'))}
        />
      </section>
      {sending.error && <ProblemView problem={sending.error} />}
      <div className={styles.end}>
        <Button
          look="primary"
          isPending={sending.isPending}
          onPress={() => {
            setTried(true);
            if (wrong.size === 0) sending.mutate();
          }}
        >
          {t('register.form.sendRole')}
        </Button>
        {hasTried && wrong.size > 0 && <span className={styles.error}>{t('register.form.seeAbove')}</span>}
      </div>
    </div>
  );
}
