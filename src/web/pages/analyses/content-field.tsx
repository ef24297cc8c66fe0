import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnalysisContent } from '../../api/generated/types.gen.js';
import { Problem } from '../../api/problem.js';
import { useFieldWords } from '../../frame/field-text.js';
import { Checkbox } from '../../parts/choices.js';
import { Field, TextArea } from '../../parts/field.js';
import { Select } from '../../parts/select.js';
import { isList, isText, levels, operations, type ListName } from './analysis-fields.js';
import styles from './analyses.module.css';

interface ContentFieldProps {
  name: keyof AnalysisContent;
  content: AnalysisContent;
  maxDays: number;
  /** Of the latest save; what it says of this field stands beside it. */
  error: unknown;
  onChange: (changed: Partial<AnalysisContent>) => void;
}

/** One field of the draft, in the form that suits what it holds. */
export function ContentField({ name, content, maxDays, error, onChange }: ContentFieldProps) {
  const { t } = useTranslation();
  const wordsFor = useFieldWords();
  const refused =
    error instanceof Problem
      ? error.fields.find(
          ({ pointer }) => pointer === `/content/${name}` || pointer.startsWith(`/content/${name}/`),
        )
      : undefined;
  const wrong = refused && wordsFor(refused);
  if (isText(name))
    return (
      <TextArea
        label={t(`analyses.field.${name}`)}
        help={name === 'consequenceWithout' ? t('analyses.help.consequenceWithout') : undefined}
        value={content[name] ?? ''}
        onChange={(text) => {
          onChange({ [name]: text });
        }}
        maxLength={4000}
        error={wrong}
      />
    );
  if (isList(name)) return <Lines name={name} content={content} error={wrong} onChange={onChange} />;
  switch (name) {
    case 'operations':
      return (
        <fieldset className={styles.ticks}>
          <legend>{t('analyses.field.operations')}</legend>
          {operations.map((operation) => (
            <Checkbox
              key={operation}
              isSelected={content.operations?.includes(operation) ?? false}
              onChange={(isSelected) => {
                const others = (content.operations ?? []).filter((each) => each !== operation);
                onChange({
                  operations: operations.filter((each) =>
                    each === operation ? isSelected : others.includes(each),
                  ),
                });
              }}
            >
              {t(`analyses.operation.${operation}`)}
            </Checkbox>
          ))}
        </fieldset>
      );
    case 'acrossCareProviders':
      return (
        <div>
          <Checkbox
            isSelected={content.acrossCareProviders ?? false}
            onChange={(acrossCareProviders) => {
              onChange({ acrossCareProviders });
            }}
          >
            {t('analyses.field.acrossCareProviders')}
          </Checkbox>
          <p className={styles.detail}>{t('analyses.help.acrossCareProviders')}</p>
        </div>
      );
    case 'expectedUsers':
      return (
        <Count
          label={t('analyses.field.expectedUsers')}
          value={content.expectedUsers}
          error={wrong}
          onChange={(expectedUsers) => {
            onChange({ expectedUsers });
          }}
        />
      );
    case 'residualLevel':
      return (
        <Select
          label={t('analyses.field.residualLevel')}
          value={content.residualLevel ?? null}
          options={levels.map((id) => ({ id, label: t(`analyses.level.${id}`) }))}
          onChange={(id) => {
            onChange({ residualLevel: levels.find((level) => level === id) });
          }}
        />
      );
    case 'suggested':
      return <Suggested content={content} maxDays={maxDays} error={wrong} onChange={onChange} />;
    default:
      return null;
  }
}

/** One item a line; blank lines are not kept, but may stand while one writes. */
function Lines({
  name,
  content,
  error,
  onChange,
}: {
  name: ListName;
  content: AnalysisContent;
  error: string | undefined;
  onChange: (changed: Partial<AnalysisContent>) => void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState((content[name] ?? []).join('\n'));
  const helps =
    name === 'unitKinds' || name === 'safeguards' ? t(`analyses.help.${name}`) : t('analyses.listHelp');
  return (
    <TextArea
      label={t(`analyses.field.${name}`)}
      help={helps}
      isOptional={name === 'unitKinds' || name === 'consulted'}
      value={text}
      onChange={(typed) => {
        setText(typed);
        const items = typed.split('\n').map((line) => line.trim());
        onChange({ [name]: items.filter((line) => line !== '') });
      }}
      error={error}
    />
  );
}

function Count({
  label,
  value,
  max,
  error,
  onChange,
}: {
  label: string;
  value: number | undefined;
  max?: number;
  error: string | undefined;
  onChange: (value: number | undefined) => void;
}) {
  return (
    <Field
      label={label}
      type="number"
      inputMode="numeric"
      min={1}
      max={max}
      value={value === undefined ? '' : String(value)}
      onChange={(typed) => {
        const number = Number(typed);
        onChange(Number.isInteger(number) && number > 0 ? number : undefined);
      }}
      error={error}
    />
  );
}

function Suggested({
  content,
  maxDays,
  error,
  onChange,
}: Omit<ContentFieldProps, 'name' | 'error'> & { error: string | undefined }) {
  const { t } = useTranslation();
  const suggested = content.suggested ?? {};
  const fields = [
    ['data', t('analyses.field.suggestedData')],
    ['riskTooWide', t('analyses.field.riskTooWide')],
    ['riskTooNarrow', t('analyses.field.riskTooNarrow')],
  ] as const;
  return (
    <>
      {fields.map(([name, label]) => (
        <TextArea
          key={name}
          label={label}
          value={suggested[name] ?? ''}
          onChange={(text) => {
            onChange({ suggested: { ...suggested, [name]: text } });
          }}
          maxLength={2000}
          error={name === 'data' ? error : undefined}
        />
      ))}
      <Count
        label={t('analyses.field.days')}
        max={maxDays}
        value={suggested.days}
        error={undefined}
        onChange={(days) => {
          onChange({ suggested: { ...suggested, days } });
        }}
      />
    </>
  );
}
