import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SeparationChoice, SeparationSide } from '../../api/generated/types.gen.js';
import { IconButton } from '../../parts/button.js';
import { ComboBox } from '../../parts/combo-box.js';
import { PeopleField } from '../register/people-field.js';
import styles from './separation-page.module.css';

interface SideFieldProps {
  title: string;
  choices: readonly SeparationChoice[];
  side: SeparationSide;
  onChange: (side: SeparationSide) => void;
  error?: string | undefined;
}

const most = 30;

/** One side of a rule: roles and entitlements by name, each of which is enough; people by who they are. */
export function SideField({ title, choices, side, onChange, error }: SideFieldProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const chosen = new Set([...side.roleIds, ...side.entitlementIds]);
  const sought = text.trim().toLocaleLowerCase();
  const options = choices
    .filter(
      ({ id, name, system }) => !chosen.has(id) && `${name} ${system}`.toLocaleLowerCase().includes(sought),
    )
    .slice(0, most)
    .map(({ id, name, system, kind }) => ({
      id,
      label: name,
      detail: `${t(`separation.kinds.${kind}`)} · ${system}`,
    }));
  const add = (id: string) => {
    const choice = choices.find((one) => one.id === id);
    setText('');
    if (choice?.kind === 'role') onChange({ ...side, roleIds: [...side.roleIds, id] });
    if (choice?.kind === 'entitlement') onChange({ ...side, entitlementIds: [...side.entitlementIds, id] });
  };
  const remove = (gone: string) => {
    onChange({
      ...side,
      roleIds: side.roleIds.filter((id) => id !== gone),
      entitlementIds: side.entitlementIds.filter((id) => id !== gone),
    });
  };
  return (
    <fieldset className={styles.side}>
      <legend>{title}</legend>
      {chosen.size > 0 && (
        <ul className={styles.names}>
          {choices
            .filter(({ id }) => chosen.has(id))
            .map(({ id, name, kind }) => (
              <li key={id} className={styles.name}>
                <span>
                  {name} <span className={styles.against}>{t(`separation.kinds.${kind}`)}</span>
                </span>
                <IconButton
                  icon="close"
                  size="small"
                  label={t('separation.remove', { name })}
                  onPress={() => {
                    remove(id);
                  }}
                />
              </li>
            ))}
        </ul>
      )}
      <ComboBox
        label={t('separation.addAccess')}
        options={options}
        text={text}
        onTextChange={setText}
        selected={null}
        onSelect={add}
        error={error}
      />
      <PeopleField
        title={t('separation.people')}
        help={t('separation.peopleAbout')}
        open={t('separation.noPeople')}
        value={side.people}
        onChange={(people) => {
          onChange({ ...side, people });
        }}
      />
    </fieldset>
  );
}
