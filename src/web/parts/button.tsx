import { createLink } from '@tanstack/react-router';
import { forwardRef, type AnchorHTMLAttributes, type ReactNode, type Ref } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components/Button';
import { Icon, type IconName } from './icon.js';
import styles from './button.module.css';

export type ButtonLook = 'primary' | 'secondary' | 'quiet' | 'danger' | 'danger-quiet';

interface Looks {
  look?: ButtonLook;
  size?: 'medium' | 'small' | 'large';
  icon?: IconName;
  /** Drawn after the words, e.g. an arrow that says "onwards". */
  iconAfter?: IconName;
  wide?: boolean;
}

function classOf({ look = 'secondary', size = 'medium', wide }: Looks): string {
  return [styles.button, styles[look], styles[size], wide ? styles.wide : ''].join(' ');
}

function Inside({ icon, iconAfter, size, children }: Looks & { children?: ReactNode }) {
  const pixels = size === 'small' ? 16 : 18;
  return (
    <>
      {icon && <Icon name={icon} size={pixels} />}
      {children && <span className={styles.words}>{children}</span>}
      {iconAfter && <Icon name={iconAfter} size={pixels} />}
    </>
  );
}

type ButtonProps = Omit<AriaButtonProps, 'className' | 'children' | 'style'> &
  Looks & { children?: ReactNode; ref?: Ref<HTMLButtonElement> };

/** While `isPending` the button keeps its place, ignores presses and tells screen readers that it works. */
export function Button({ look, size, icon, iconAfter, wide, children, ...rest }: ButtonProps) {
  return (
    <AriaButton {...rest} className={classOf({ look, size, wide })}>
      {({ isPending }) => (
        <>
          {isPending && <span className={styles.spinner} aria-hidden="true" />}
          <Inside icon={isPending ? undefined : icon} iconAfter={iconAfter} size={size}>
            {children}
          </Inside>
        </>
      )}
    </AriaButton>
  );
}

/** A square button with an icon alone; `label` is what screen readers say. */
export function IconButton({
  label,
  icon,
  ...rest
}: Omit<ButtonProps, 'children'> & { label: string; icon: IconName }) {
  const { look = 'quiet', size, wide, ...aria } = rest;
  return (
    <AriaButton {...aria} aria-label={label} className={`${classOf({ look, size, wide })} ${styles.square}`}>
      <Icon name={icon} size={size === 'small' ? 16 : 20} />
    </AriaButton>
  );
}

type AnchorProps = AnchorHTMLAttributes<HTMLAnchorElement> & Looks;

const Anchor = forwardRef<HTMLAnchorElement, AnchorProps>(function Anchor(
  { look, size, icon, iconAfter, wide, children, ...rest },
  ref,
) {
  return (
    <a ref={ref} {...rest} className={classOf({ look, size, wide })}>
      <Inside icon={icon} iconAfter={iconAfter} size={size}>
        {children}
      </Inside>
    </a>
  );
});

/** A link inside the application that looks like a button: it goes somewhere, it does not do something. */
export const LinkButton = createLink(Anchor);
