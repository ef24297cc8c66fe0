import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { findPeopleQuery } from '../../api/people.js';
import { ComboBox } from '../../parts/combo-box.js';
import { may, useMe } from '../../session/use-me.js';

interface ChoosePersonProps {
  label: string;
  help?: string;
  error?: string | undefined;
  selected: string | null;
  onSelect: (personId: string | null) => void;
}

/** Finds one who works here: everybody for those who may search them all, else the own staff. */
export function ChoosePerson({ label, help, error, selected, onSelect }: ChoosePersonProps) {
  const me = useMe();
  const scope = may(me, 'imports', 'campaigns') ? 'all' : 'staff';
  const [text, setText] = useState('');
  const q = text.trim().length >= 2 ? text.trim() : '';
  const { data, isFetching } = useQuery({
    ...findPeopleQuery(scope, q),
    enabled: selected === null && (scope === 'staff' || q !== ''),
    placeholderData: keepPreviousData,
  });
  const options = (data?.items ?? [])
    .filter(({ state }) => state === 'active' || state === 'leaving')
    .map((line) => ({ id: line.id, label: line.person.name, detail: `${line.title} · ${line.unit.name}` }));
  return (
    <ComboBox
      label={label}
      help={help}
      error={error}
      options={options}
      text={text}
      onTextChange={(typed) => {
        setText(typed);
        if (selected !== null && !options.some(({ id, label: name }) => id === selected && name === typed))
          onSelect(null);
      }}
      selected={selected}
      onSelect={(id) => {
        onSelect(id);
        setText(options.find((option) => option.id === id)?.label ?? text);
      }}
      isLoading={isFetching}
    />
  );
}
