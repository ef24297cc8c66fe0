import { useTranslation } from 'react-i18next';
import { ComboBox as AriaComboBox } from 'react-aria-components/ComboBox';
import { Input } from 'react-aria-components/Input';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { FieldHelp, FieldLabel, FieldProblem, type FieldShared } from './field.js';
import { Icon } from './icon.js';
import type { Option } from './select.js';
import styles from './field.module.css';

interface ComboBoxProps extends FieldShared {
  /** Already filtered by the server: what the list shows is what it got. */
  options: readonly Option[];
  text: string;
  onTextChange: (text: string) => void;
  /** The chosen option; the list stays shut as long as the text is its label. */
  selected: string | null;
  onSelect: (id: string) => void;
  isLoading?: boolean;
  placeholder?: string;
  autoFocus?: boolean;
}

/** Find one of many by typing. The server searches; this part only shows, so ten thousand persons cost nothing. */
export function ComboBox(props: ComboBoxProps) {
  const { t } = useTranslation();
  const { label, help, error, isOptional, isDisabled, options, text, onTextChange, onSelect, isLoading } =
    props;
  return (
    <AriaComboBox
      className={styles.field}
      items={options}
      inputValue={text}
      onInputChange={onTextChange}
      value={props.selected}
      onChange={(key) => {
        if (key !== null) onSelect(String(key));
      }}
      defaultFilter={() => true}
      allowsEmptyCollection
      allowsCustomValue
      menuTrigger="focus"
      isInvalid={Boolean(error)}
      isDisabled={isDisabled}
      validationBehavior="aria"
    >
      <FieldLabel label={label} isOptional={isOptional} />
      <FieldHelp>{help}</FieldHelp>
      <div className={styles.withIcon}>
        <Input className={styles.control} placeholder={props.placeholder} autoFocus={props.autoFocus} />
        <Icon name="search" size={18} />
      </div>
      <FieldProblem error={error} />
      <Popover className={styles.popover}>
        <ListBox
          className={styles.options}
          renderEmptyState={() => (
            <div className={styles.none}>{isLoading ? t('parts.searching') : t('parts.noHits')}</div>
          )}
        >
          {(option: Option) => (
            <ListBoxItem id={option.id} textValue={option.label} className={styles.option}>
              {option.label}
              {option.detail && <small>{option.detail}</small>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaComboBox>
  );
}
