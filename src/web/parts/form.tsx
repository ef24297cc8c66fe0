import type { ReactNode } from 'react';
import { Form as AriaForm } from 'react-aria-components/Form';
import styles from './form.module.css';

interface FormProps {
  label: string;
  onSubmit: () => void;
  children: ReactNode;
}

/** Fields under one another that Enter sends, as password managers expect. */
export function Form({ label, onSubmit, children }: FormProps) {
  return (
    <AriaForm
      className={styles.form}
      aria-label={label}
      validationBehavior="aria"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
    </AriaForm>
  );
}
