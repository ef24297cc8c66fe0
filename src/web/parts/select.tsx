import { useTranslation } from 'react-i18next';
import { Button } from 'react-aria-components/Button';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Select as AriaSelect, SelectValue } from 'react-aria-components/Select';
import { FieldHelp, FieldLabel, FieldProblem, type FieldShared } from './field.js';
import { Icon } from './icon.js';
import styles from './field.module.css';

export interface Option {
  id: string;
  label: string;
  detail?: string | undefined;
}

interface SelectProps extends FieldShared {
  options: readonly Option[];
  value: string | null;
  onChange: (id: string) => void;
}

/** One of a handful of things; for more than about ten use ComboBox, for two or three RadioCards. */
export function Select({
  label,
  help,
  error,
  isOptional,
  isDisabled,
  options,
  value,
  onChange,
}: SelectProps) {
  const { t } = useTranslation();
  return (
    <AriaSelect
      className={styles.field}
      value={value}
      onChange={(key) => {
        if (key !== null) onChange(String(key));
      }}
      placeholder={t('parts.choose')}
      isInvalid={Boolean(error)}
      isDisabled={isDisabled}
      validationBehavior="aria"
    >
      <FieldLabel label={label} isOptional={isOptional} />
      <FieldHelp>{help}</FieldHelp>
      <Button className={`${styles.control} ${styles.trigger}`}>
        <SelectValue>{({ selectedText, defaultChildren }) => selectedText || defaultChildren}</SelectValue>
        <Icon name="down" size={18} />
      </Button>
      <FieldProblem error={error} />
      <Popover className={styles.popover}>
        <ListBox className={styles.options}>
          {options.map((option) => (
            <ListBoxItem key={option.id} id={option.id} textValue={option.label} className={styles.option}>
              {option.label}
              {option.detail && <small>{option.detail}</small>}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
