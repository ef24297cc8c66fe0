import type { ReactNode } from 'react';
import { CheckboxButton, CheckboxField } from 'react-aria-components/Checkbox';
import { Label } from 'react-aria-components/Label';
import { RadioButton, RadioField, RadioGroup } from 'react-aria-components/RadioGroup';
import { SwitchButton, SwitchField } from 'react-aria-components/Switch';
import { FieldHelp, FieldProblem, type FieldShared } from './field.js';
import { Icon } from './icon.js';
import fieldStyles from './field.module.css';
import styles from './choices.module.css';

interface Choice<Id extends string> {
  id: Id;
  label: string;
  detail?: ReactNode;
  isDisabled?: boolean;
}

interface RadioCardsProps<Id extends string> extends FieldShared {
  choices: readonly Choice<Id>[];
  value: Id | null;
  onChange: (id: Id) => void;
  /** Cards side by side where there is room; else one under another. */
  inRow?: boolean;
  hideLabel?: boolean;
}

/** Two to six choices, each with room for a sentence; the whole card is the target. */
export function RadioCards<Id extends string>(props: RadioCardsProps<Id>) {
  const { label, help, error, choices, value, onChange, inRow, isDisabled, hideLabel } = props;
  return (
    <RadioGroup
      className={fieldStyles.field}
      value={value}
      onChange={(next) => {
        const chosen = choices.find((choice) => choice.id === next);
        if (chosen) onChange(chosen.id);
      }}
      isInvalid={Boolean(error)}
      isDisabled={isDisabled}
      validationBehavior="aria"
      aria-label={hideLabel ? label : undefined}
    >
      {!hideLabel && <Label className={fieldStyles.label}>{label}</Label>}
      <FieldHelp>{help}</FieldHelp>
      <div className={inRow ? styles.row : styles.stack}>
        {choices.map((choice) => (
          <RadioField
            key={choice.id}
            value={choice.id}
            isDisabled={choice.isDisabled}
            className={styles.choice}
          >
            <RadioButton className={styles.card}>
              <span className={styles.dot} aria-hidden="true" />
              <span className={styles.words}>
                <span className={styles.name}>{choice.label}</span>
                {choice.detail && <span className={styles.detail}>{choice.detail}</span>}
              </span>
            </RadioButton>
          </RadioField>
        ))}
      </div>
      <FieldProblem error={error} />
    </RadioGroup>
  );
}

interface TickProps {
  children: ReactNode;
  isSelected: boolean;
  onChange: (isSelected: boolean) => void;
  isIndeterminate?: boolean;
  isDisabled?: boolean;
}

export function Checkbox({ children, ...rest }: TickProps) {
  return (
    <CheckboxField {...rest} className={styles.field}>
      <CheckboxButton className={styles.tick}>
        {({ isSelected, isIndeterminate }) => (
          <>
            <span className={styles.box} aria-hidden="true">
              {isIndeterminate ? (
                <Icon name="minus" size={16} />
              ) : (
                isSelected && <Icon name="check" size={16} />
              )}
            </span>
            <span>{children}</span>
          </>
        )}
      </CheckboxButton>
    </CheckboxField>
  );
}

/** For what takes effect at once; a choice that is sent with a form is a Checkbox. */
export function Switch({ children, ...rest }: Omit<TickProps, 'isIndeterminate'>) {
  return (
    <SwitchField {...rest} className={styles.field}>
      <SwitchButton className={styles.switch}>
        <span className={styles.track} aria-hidden="true" />
        <span>{children}</span>
      </SwitchButton>
    </SwitchField>
  );
}
