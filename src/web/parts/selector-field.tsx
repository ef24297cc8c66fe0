import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PeopleSelector, SelectorWords } from '../api/generated/types.gen.js';
import { Checkbox, RadioCards } from './choices.js';
import type { Option } from './select.js';
import { useSelectorSentence } from './selector-words.js';
import { Several } from './several.js';
import styles from './selector-field.module.css';

interface SelectorFieldProps {
  title: string;
  help?: ReactNode;
  error?: string | undefined;
  /** Null: nobody has been selected, which means what `open` says. */
  value: PeopleSelector | null;
  onChange: (selector: PeopleSelector | null) => void;
  /** Given, one may leave it at that: what null means here, e.g. "Alla". */
  open?: string;
  words: SelectorWords | undefined;
  /** Whom it meets now; undefined while that is being counted. */
  people: number | undefined;
}

const forms = [
  'permanent',
  'substitute',
  'fixed-term',
  'hourly',
  'probation',
  'consultant',
  'student',
  'volunteer',
] as const;
const most = 30;
type ListName = 'unitsBelow' | 'unitKinds' | 'titleCodes';

/** Whom something is for: title, unit with what is under it, kind of unit and form of employment, with how many that is. */
export function SelectorField({
  title,
  help,
  error,
  value,
  onChange,
  open,
  words,
  people,
}: SelectorFieldProps) {
  const { t } = useTranslation();
  const sentence = useSelectorSentence();
  return (
    <fieldset className={styles.selector}>
      <legend>{title}</legend>
      {help !== undefined && <p className={styles.help}>{help}</p>}
      {open !== undefined && (
        <RadioCards
          label={title}
          hideLabel
          inRow
          value={value === null ? 'open' : 'some'}
          onChange={(way) => {
            onChange(way === 'open' ? null : {});
          }}
          choices={[
            { id: 'open', label: open },
            { id: 'some', label: t('selector.some') },
          ]}
        />
      )}
      {value !== null && (
        <>
          <Parts value={value} onChange={onChange} words={words} />
          <p className={styles.sentence} role="status">
            {sentence(value, words)}
            <span className={styles.count}>
              {people === undefined ? t('selector.counting') : t('selector.people', { count: people })}
            </span>
          </p>
        </>
      )}
      {error !== undefined && <p className={styles.error}>{error}</p>}
    </fieldset>
  );
}

function Parts({
  value,
  onChange,
  words,
}: {
  value: PeopleSelector;
  onChange: (selector: PeopleSelector) => void;
  words: SelectorWords | undefined;
}) {
  const { t } = useTranslation();
  const titles: Option[] = (words?.titles ?? []).map(({ code, title }) => ({
    id: code,
    label: title,
    detail: code,
  }));
  const units: Option[] = (words?.units ?? []).map(({ code, name }) => ({
    id: code,
    label: name,
    detail: code,
  }));
  const kinds: Option[] = (words?.unitKinds ?? []).map((kind) => ({ id: kind, label: kind }));
  const put = (name: keyof PeopleSelector, items: readonly string[]): void => {
    const { [name]: _, ...others } = value;
    onChange(items.length > 0 ? { ...others, [name]: items } : others);
  };
  const list = (name: ListName, label: string, all: readonly Option[], more?: (text: string) => Option[]) => (
    <Words
      label={label}
      all={all}
      more={more}
      chosen={value[name] ?? []}
      onChange={(items) => {
        put(name, items);
      }}
    />
  );
  return (
    <>
      <div className={styles.parts}>
        {list('titleCodes', t('selector.titles'), titles, (text) =>
          /^\d{2,6}\*?$/.test(text)
            ? [
                {
                  id: `${text.replace('*', '')}*`,
                  label: t('selector.titlePrefix', { code: text.replace('*', '') }),
                },
              ]
            : [],
        )}
        {list('unitsBelow', t('selector.units'), units)}
        {list('unitKinds', t('selector.unitKinds'), kinds)}
      </div>
      <fieldset className={styles.forms}>
        <legend>{t('selector.forms')}</legend>
        {forms.map((form) => (
          <Checkbox
            key={form}
            isSelected={value.employmentKinds?.includes(form) ?? false}
            onChange={(isOn) => {
              const now = value.employmentKinds ?? [];
              put('employmentKinds', isOn ? [...now, form] : now.filter((one) => one !== form));
            }}
          >
            {t(`employments.kinds.${form}`)}
          </Checkbox>
        ))}
      </fieldset>
    </>
  );
}

/** Some of the organisation's words, found by typing. */
function Words({
  label,
  all,
  more,
  chosen,
  onChange,
}: {
  label: string;
  all: readonly Option[];
  /** What can be chosen besides, of what is typed. */
  more?: ((text: string) => Option[]) | undefined;
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const sought = text.trim().toLocaleLowerCase();
  const found = all.filter(
    ({ id, label: name }) => !chosen.includes(id) && `${name} ${id}`.toLocaleLowerCase().includes(sought),
  );
  const named = (id: string): Option => {
    const known = all.find((one) => one.id === id);
    if (known) return { id, label: known.label };
    return { id, label: id.endsWith('*') ? t('selector.titlePrefix', { code: id.slice(0, -1) }) : id };
  };
  return (
    <Several
      label={label}
      isOptional
      chosen={chosen.map(named)}
      options={[...(more?.(text.trim()) ?? []), ...found.slice(0, most)]}
      text={text}
      onTextChange={setText}
      onAdd={({ id }) => {
        onChange([...chosen, id]);
      }}
      onRemove={(id) => {
        onChange(chosen.filter((one) => one !== id));
      }}
    />
  );
}
