import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card, Section } from '../../parts/card.js';
import { Select } from '../../parts/select.js';
import { differencesOf, type Reading } from './version-differences.js';
import styles from './register.module.css';

interface CompareVersionsProps {
  /** The newest first. */
  versions: readonly { version: number; state: string }[];
  /** All that a version says, field by field. */
  readingOf: (version: number) => readonly Reading[];
  stateOf: (version: number) => string;
}

/** Two versions side by side, field by field: what has gone, what has come. */
export function CompareVersions({ versions, readingOf, stateOf }: CompareVersionsProps) {
  const { t } = useTranslation();
  const [newest, next] = versions;
  const [left, setLeft] = useState(next?.version ?? 0);
  const [right, setRight] = useState(newest?.version ?? 0);
  if (versions.length < 2) return null;
  const found = differencesOf(readingOf(left), readingOf(right));
  const name = (version: number): string => t('register.version', { version });
  const choose = (label: string, value: number, onChange: (version: number) => void) => (
    <Select
      label={label}
      value={String(value)}
      options={versions.map(({ version }) => ({
        id: String(version),
        label: name(version),
        detail: stateOf(version),
      }))}
      onChange={(id) => {
        onChange(Number(id));
      }}
    />
  );
  return (
    <Section title={t('register.compare.title')} about={t('register.compare.about')}>
      <div className={styles.choose}>
        {choose(t('register.compare.from'), left, setLeft)}
        {choose(t('register.compare.to'), right, setRight)}
      </div>
      {found.length === 0 ? (
        <p className={styles.about}>{t('register.compare.same')}</p>
      ) : (
        <Card flush>
          <table className={styles.differences}>
            <thead>
              <tr>
                <th scope="col">{t('register.compare.field')}</th>
                <th scope="col">{name(left)}</th>
                <th scope="col">{name(right)}</th>
              </tr>
            </thead>
            <tbody>
              {found.map(({ term, before, after }) => (
                <tr key={term}>
                  <th scope="row">{term}</th>
                  <td data-label={name(left)}>
                    <Side words={before} other={after} tone="gone" />
                  </td>
                  <td data-label={name(right)}>
                    <Side words={after} other={before} tone="new" />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Card>
      )}
    </Section>
  );
}

/** What is on this side alone is marked with a sign and a word, not with colour alone. */
function Side({
  words,
  other,
  tone,
}: {
  words: readonly string[];
  other: readonly string[];
  tone: 'gone' | 'new';
}) {
  const { t } = useTranslation();
  if (words.length === 0) return <span className={styles.about}>{t('register.compare.nothing')}</span>;
  return (
    <ul>
      {words.map((word) => {
        const isAlone = !other.includes(word);
        return (
          <li key={word} className={isAlone ? styles[tone] : undefined}>
            {isAlone && (
              <>
                <span aria-hidden="true">{tone === 'gone' ? '− ' : '+ '}</span>
                <span className={styles.unseen}>{t(`register.compare.${tone}`)} </span>
              </>
            )}
            {word}
          </li>
        );
      })}
    </ul>
  );
}
