import { useTranslation } from 'react-i18next';
import { Button, IconButton } from '../../parts/button.js';
import { Field } from '../../parts/field.js';
import { mostQuestions, type RoleDraft } from './role-draft.js';
import styles from './register.module.css';

type Questions = RoleDraft['questions'];

interface QuestionsFieldProps {
  questions: Questions;
  onChange: (questions: Questions) => void;
  hasTried: boolean;
}

/** The role's own questions to whoever asks for it. */
export function QuestionsField({ questions, onChange, hasTried }: QuestionsFieldProps) {
  const { t } = useTranslation();
  return (
    <>
      {questions.map(({ sv, en }, place) => (
        <div key={place} className={styles.question}>
          <Field
            label={t('register.form.question', { number: place + 1 })}
            value={sv}
            onChange={(typed) => {
              onChange(questions.map((one, at) => (at === place ? { sv: typed, en } : one)));
            }}
            error={hasTried && sv.trim().length < 5 ? t('register.reasonShort') : undefined}
          />
          <IconButton
            icon="close"
            label={t('parts.removeOne', { name: t('register.form.question', { number: place + 1 }) })}
            onPress={() => {
              onChange(questions.filter((_, at) => at !== place));
            }}
          />
        </div>
      ))}
      {questions.length < mostQuestions && (
        <div>
          <Button
            size="small"
            icon="plus"
            onPress={() => {
              onChange([...questions, { sv: '', en: '' }]);
            }}
          >
            {t('register.form.addQuestion')}
          </Button>
        </div>
      )}
    </>
  );
}
