import { useTranslation } from 'react-i18next';
import { IconButton } from './button.js';
import { ComboBox } from './combo-box.js';
import type { FieldShared } from './field.js';
import type { Option } from './select.js';
import styles from './several.module.css';

interface SeveralProps extends FieldShared {
  /** What has been chosen, by name. */
  chosen: readonly Option[];
  /** What can be added, already filtered by what is typed. */
  options: readonly Option[];
  text: string;
  onTextChange: (text: string) => void;
  onAdd: (option: Option) => void;
  onRemove: (id: string) => void;
  isLoading?: boolean;
}

/** Several of many: a search that adds, and what has been chosen, each with a cross. */
export function Several({ chosen, options, onAdd, onRemove, onTextChange, ...field }: SeveralProps) {
  const { t } = useTranslation();
  const open = options.filter(({ id }) => !chosen.some((one) => one.id === id));
  return (
    <div className={styles.several}>
      <ComboBox
        {...field}
        options={open}
        onTextChange={onTextChange}
        selected={null}
        onSelect={(id) => {
          const option = open.find((one) => one.id === id);
          onTextChange('');
          if (option) onAdd(option);
        }}
      />
      {chosen.length > 0 && (
        <ul className={styles.chosen} aria-label={field.label}>
          {chosen.map(({ id, label, detail }) => (
            <li key={id} className={styles.one}>
              <span>
                {label} {detail !== undefined && <span className={styles.detail}>{detail}</span>}
              </span>
              <IconButton
                icon="close"
                size="small"
                label={t('parts.removeOne', { name: label })}
                onPress={() => {
                  onRemove(id);
                }}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
