import type { ReactNode } from 'react';
import { Header } from 'react-aria-components/Header';
import { Menu as AriaMenu, MenuItem, MenuSection, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { Icon, type IconName } from './icon.js';
import styles from './menu.module.css';

export interface MenuChoice {
  id: string;
  label: string;
  icon?: IconName;
  /** A tick says which of several is in force. */
  isChosen?: boolean;
  onAction: () => void;
}

interface MenuProps {
  /** The button that opens it. */
  trigger: ReactNode;
  label: string;
  sections: readonly { title?: string; choices: readonly MenuChoice[] }[];
}

export function Menu({ trigger, label, sections }: MenuProps) {
  return (
    <MenuTrigger>
      {trigger}
      <Popover className={styles.popover} placement="bottom end">
        <AriaMenu className={styles.menu} aria-label={label}>
          {sections.map((section, index) => (
            <MenuSection
              key={section.title ?? index}
              className={styles.section}
              aria-label={section.title ?? label}
            >
              {section.title && <Header className={styles.title}>{section.title}</Header>}
              {section.choices.map((choice) => (
                <MenuItem
                  key={choice.id}
                  id={choice.id}
                  textValue={choice.label}
                  className={styles.item}
                  onAction={choice.onAction}
                >
                  {choice.icon && <Icon name={choice.icon} size={18} />}
                  <span>{choice.label}</span>
                  {choice.isChosen && (
                    <span className={styles.chosen}>
                      <Icon name="check" size={16} />
                    </span>
                  )}
                </MenuItem>
              ))}
            </MenuSection>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
