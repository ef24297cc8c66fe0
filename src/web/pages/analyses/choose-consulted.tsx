import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { consultableQuery } from '../../api/analyses.js';
import { ComboBox } from '../../parts/combo-box.js';

interface ChooseConsultedProps {
  label: string;
  error?: string | undefined;
  selected: { id: string; name: string } | null;
  onSelect: (person: { id: string; name: string } | null) => void;
}

/** Finds somebody who works here, by name. */
export function ChooseConsulted({ label, error, selected, onSelect }: ChooseConsultedProps) {
  const [text, setText] = useState(selected?.name ?? '');
  const { data, isFetching } = useQuery(consultableQuery(selected === null ? text.trim() : ''));
  const options = (data?.items ?? []).flatMap(({ person, title }) =>
    person.id === null ? [] : [{ id: person.id, label: person.name, detail: title }],
  );
  return (
    <ComboBox
      label={label}
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
