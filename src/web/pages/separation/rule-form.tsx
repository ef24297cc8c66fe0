import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type {
  SaveSeparationRule,
  SeparationChoice,
  SeparationRule,
  SeparationSide,
} from '../../api/generated/types.gen.js';
import { saveSeparationRule } from '../../api/separation.js';
import { useFieldText } from '../../frame/field-text.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { RadioCards } from '../../parts/choices.js';
import { Field, TextArea } from '../../parts/field.js';
import { KeptBanner } from '../../parts/kept-banner.js';
import { useKept } from '../../session/use-kept.js';
import { z } from '../../session/zod.js';
import styles from '../leavers/leavers.module.css';
import { selectorDraft } from '../register/entitlement-draft.js';
import { SideField } from './side-field.js';
import sides from './separation-page.module.css';

interface RuleFormProps {
  rule: SeparationRule | null;
  choices: readonly SeparationChoice[];
}

const modes = ['record', 'enforce'] as const;
const sideSchema = z.object({
  roleIds: z.array(z.string()),
  entitlementIds: z.array(z.string()),
  people: selectorDraft.nullable(),
});
const draftSchema = z.object({
  name: z.string(),
  why: z.string(),
  mode: z.enum(modes),
  left: sideSchema,
  right: sideSchema,
  reason: z.string(),
});
const nothing: SeparationSide = { roleIds: [], entitlementIds: [], people: null };
const isEmpty = (side: SeparationSide): boolean =>
  side.roleIds.length + side.entitlementIds.length === 0 && side.people === null;

/** What a rule says; saving makes a new version, with who ordered it and why. */
export function RuleForm({ rule, choices }: RuleFormProps) {
  const { t } = useTranslation();
  const fieldText = useFieldText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const kept = useKept(`separation.${rule ? `${rule.id}.${String(rule.version)}` : 'new'}`, draftSchema, {
    name: rule?.name ?? '',
    why: rule?.why ?? '',
    mode: rule?.mode ?? 'record',
    left: rule?.left.side ?? nothing,
    right: rule?.right.side ?? nothing,
    reason: '',
  });
  const { written, change } = kept;
  const { name, why, mode, left, right, reason } = written;
  const [hasTried, setTried] = useState(false);
  const saving = useMutation({
    mutationFn: (body: SaveSeparationRule) => saveSeparationRule(rule?.id ?? null, body),
    onSuccess: async ({ id }) => {
      kept.clear();
      await client.invalidateQueries({ queryKey: ['separation'] });
      await navigate({ to: '/atskilda/$ruleId', params: { ruleId: id } });
    },
  });
  const at = (pointer: string): string | undefined => fieldText(saving.error, pointer);
  const missing = (isThere: boolean, words: string): string | undefined =>
    hasTried && !isThere ? words : undefined;
  const isWhole =
    name.trim().length >= 3 &&
    why.trim().length >= 10 &&
    reason.trim().length >= 5 &&
    !isEmpty(left) &&
    !isEmpty(right);
  const send = (state: SeparationRule['state']) => {
    setTried(true);
    if (!isWhole) return;
    saving.mutate({
      name: name.trim(),
      why: why.trim(),
      mode,
      left,
      right,
      state,
      reason: reason.trim(),
      version: rule?.version ?? null,
    });
  };
  return (
    <div className={styles.stack}>
      <KeptBanner isKept={kept.isKept} onStartAgain={kept.startAgain} />
      <Field
        label={t('separation.name')}
        value={name}
        onChange={(text) => {
          change({ name: text });
        }}
        error={at('/name') ?? missing(name.trim().length >= 3, t('separation.nameMissing'))}
      />
      <TextArea
        label={t('separation.why')}
        help={t('separation.whyAbout')}
        maxLength={1000}
        value={why}
        onChange={(text) => {
          change({ why: text });
        }}
        error={at('/why') ?? missing(why.trim().length >= 10, t('separation.tooShort'))}
      />
      <div className={sides.sides}>
        <SideField
          title={t('separation.left')}
          choices={choices}
          side={left}
          onChange={(side) => {
            change({ left: side });
          }}
          error={at('/left') ?? missing(!isEmpty(left), t('separation.sideMissing'))}
        />
        <SideField
          title={t('separation.right')}
          choices={choices}
          side={right}
          onChange={(side) => {
            change({ right: side });
          }}
          error={at('/right') ?? missing(!isEmpty(right), t('separation.sideMissing'))}
        />
      </div>
      <RadioCards
        label={t('separation.mode')}
        value={mode}
        onChange={(chosen) => {
          change({ mode: chosen });
        }}
        choices={modes.map((id) => ({
          id,
          label: t(`separation.modes.${id}`),
          detail: t(`separation.modesAbout.${id}`),
        }))}
      />
      <TextArea
        label={t('separation.orderedWhy')}
        help={t('separation.orderedWhyAbout')}
        maxLength={500}
        value={reason}
        onChange={(text) => {
          change({ reason: text });
        }}
        error={at('/reason') ?? missing(reason.trim().length >= 5, t('separation.tooShort'))}
      />
      {saving.error && <ProblemView problem={saving.error} />}
      <div className={styles.end}>
        <Button
          look="primary"
          isPending={saving.isPending}
          onPress={() => {
            send('active');
          }}
        >
          {t(rule?.state === 'retired' ? 'separation.revive' : 'separation.save')}
        </Button>
        {rule?.state === 'active' && (
          <Button
            isDisabled={saving.isPending}
            onPress={() => {
              send('retired');
            }}
          >
            {t('separation.retire')}
          </Button>
        )}
      </div>
    </div>
  );
}
