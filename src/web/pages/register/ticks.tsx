import { Checkbox } from '../../parts/choices.js';
import styles from './register.module.css';

interface TicksProps<Id extends string> {
  label: string;
  choices: readonly { id: Id; label: string }[];
  chosen: readonly Id[];
  onChange: (chosen: Id[]) => void;
  error?: string | undefined;
}

/** Some of a handful. */
export function Ticks<Id extends string>({ label, choices, chosen, onChange, error }: TicksProps<Id>) {
  return (
    <fieldset className={styles.ticks}>
      <legend>{label}</legend>
      {choices.map(({ id, label: name }) => (
        <Checkbox
          key={id}
          isSelected={chosen.includes(id)}
          onChange={(isOn) => {
            onChange(isOn ? [...chosen, id] : chosen.filter((one) => one !== id));
          }}
        >
          {name}
        </Checkbox>
      ))}
      {error !== undefined && <p className={styles.error}>{error}</p>}
    </fieldset>
  );
}
