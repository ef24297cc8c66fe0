import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { consultableQuery } from '../../api/analyses.js';
import { ComboBox } from '../../parts/combo-box.js';
import { useMe } from '../../session/use-me.js';

interface ChooseOwnerProps {
  /** Null: the system's own owner answers for it. */
  selected: { id: string; name: string } | null;
  onSelect: (person: { id: string; name: string } | null) => void;
  error?: string | undefined;
}

/** Who answers for one entitlement, by name; oneself is offered first. Empty: whoever owns the system. */
export function ChooseOwner({ selected, onSelect, error }: ChooseOwnerProps) {
  const { t } = useTranslation();
  const me = useMe();
  const [text, setText] = useState(selected?.name ?? '');
  const { data, isFetching } = useQuery(consultableQuery(selected === null ? text.trim() : ''));
  const { id: ownId, name: ownName } = me.person;
  const own =
    ownId !== null && ownName.toLocaleLowerCase().includes(text.trim().toLocaleLowerCase())
      ? [{ id: ownId, label: ownName, detail: t('register.form.yourself') }]
      : [];
  const found = (data?.items ?? []).flatMap(({ person, title }) =>
    person.id === null ? [] : [{ id: person.id, label: person.name, detail: title }],
  );
  const options = [...own, ...found.filter(({ id }) => id !== ownId)];
  return (
    <ComboBox
      label={t('register.form.owner')}
      help={t('register.form.ownerAbout')}
      isOptional
      error={error}
      options={options}
      text={text}
      onTextChange={(typed) => {
        setText(typed);
        if (selected !== null && selected.name !== typed) onSelect(null);
      }}
      selected={selected?.id ?? null}
      onSelect={(id) => {
        const chosen = options.find((option) => option.id === id);
        onSelect(chosen ? { id: chosen.id, name: chosen.label } : null);
        if (chosen) setText(chosen.label);
      }}
      isLoading={isFetching}
    />
  );
}
