import { type ReactNode, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { FieldError } from 'react-aria-components/FieldError';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextArea as AriaTextArea } from 'react-aria-components/TextArea';
import { TextField } from 'react-aria-components/TextField';
import { Icon, type IconName } from './icon.js';
import styles from './field.module.css';

export interface FieldShared {
  label: string;
  help?: ReactNode;
  /** What is wrong and what to do; shown under the control and read out with it. */
  error?: string | undefined;
  isOptional?: boolean;
  isDisabled?: boolean;
}

export function FieldLabel({ label, isOptional }: { label: string; isOptional?: boolean | undefined }) {
  const { t } = useTranslation();
  return (
    <Label className={styles.label}>
      {label} {isOptional && <span className={styles.optional}>({t('parts.optional')})</span>}
    </Label>
  );
}

export function FieldHelp({ children }: { children: ReactNode }) {
  return children ? (
    <Text slot="description" className={styles.help}>
      {children}
    </Text>
  ) : null;
}

export function FieldProblem({ error }: { error: string | undefined }) {
  return error ? (
    <FieldError className={styles.error}>
      <Icon name="error" size={16} />
      <span>{error}</span>
    </FieldError>
  ) : null;
}

interface FieldProps extends FieldShared {
  value: string;
  onChange: (value: string) => void;
  onBlur?: () => void;
  name?: string;
  type?: 'text' | 'search' | 'date' | 'number' | 'password' | 'url';
  inputMode?: 'numeric' | 'text' | 'search';
  placeholder?: string;
  icon?: IconName;
  autoFocus?: boolean;
  autoComplete?: string;
  min?: string | number;
  max?: string | number;
  inputRef?: Ref<HTMLInputElement>;
}

/** One line of text. Dates use the browser's own picker (`type="date"`, value YYYY-MM-DD): best on a phone. */
export function Field(props: FieldProps) {
  const { label, help, error, isOptional, isDisabled, icon, inputRef, type = 'text', ...input } = props;
  const control = (
    <Input
      ref={inputRef}
      className={styles.control}
      placeholder={input.placeholder}
      min={input.min}
      max={input.max}
      autoFocus={input.autoFocus}
    />
  );
  return (
    <TextField
      className={styles.field}
      value={input.value}
      onChange={input.onChange}
      onBlur={input.onBlur}
      name={input.name}
      type={type}
      inputMode={input.inputMode}
      autoComplete={input.autoComplete ?? 'off'}
      isInvalid={Boolean(error)}
      isDisabled={isDisabled}
      isRequired={!isOptional}
      validationBehavior="aria"
    >
      {/* Nobody wonders whether a search must be made. */}
      <FieldLabel label={label} isOptional={isOptional && type !== 'search'} />
      <FieldHelp>{help}</FieldHelp>
      {icon ? (
        <div className={styles.withIcon}>
          {control}
          <Icon name={icon} size={18} />
        </div>
      ) : (
        control
      )}
      <FieldProblem error={error} />
    </TextField>
  );
}

interface TextAreaProps extends FieldShared {
  value: string;
  onChange: (value: string) => void;
  onBlur?: () => void;
  name?: string;
  rows?: number;
  /** Shown as "12 / 500" when given. */
  maxLength?: number;
  autoFocus?: boolean;
  areaRef?: Ref<HTMLTextAreaElement>;
}

export function TextArea(props: TextAreaProps) {
  const {
    label,
    help,
    error,
    isOptional,
    isDisabled,
    rows = 3,
    maxLength,
    areaRef,
    autoFocus,
    ...rest
  } = props;
  return (
    <TextField
      className={styles.field}
      {...rest}
      isInvalid={Boolean(error)}
      isDisabled={isDisabled}
      isRequired={!isOptional}
      validationBehavior="aria"
    >
      <FieldLabel label={label} isOptional={isOptional} />
      <FieldHelp>{help}</FieldHelp>
      <AriaTextArea
        ref={areaRef}
        className={styles.control}
        rows={rows}
        maxLength={maxLength}
        autoFocus={autoFocus}
      />
      <div className={styles.foot}>
        <FieldProblem error={error} />
        {maxLength !== undefined && rest.value.length > maxLength * 0.7 && (
          <span className={styles.count}>
            {rest.value.length} / {maxLength}
          </span>
        )}
      </div>
    </TextField>
  );
}
