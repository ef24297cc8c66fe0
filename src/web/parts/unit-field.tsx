import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ComboBox } from './combo-box.js';

interface FoundUnits {
  items: readonly { id: string; name: string; detail?: string | undefined }[];
}

interface UnitFieldProps {
  label: string;
  help?: string | undefined;
  error?: string | undefined;
  /** Which units there are to choose from, by what has been typed; `among` tells one such choice from another. */
  among: string;
  search: (text: string, signal: AbortSignal) => Promise<FoundUnits>;
  selected: string | null;
  onSelect: (unitId: string | null) => void;
}

/** A unit by its name: nobody knows codes by heart. */
export function UnitField(props: UnitFieldProps) {
  const { label, help, error, among, search, selected, onSelect } = props;
  const [text, setText] = useState('');
  const q = selected === null ? text.trim() : '';
  const { data, isFetching } = useQuery({
    queryKey: ['units', among, q],
    queryFn: ({ signal }) => search(q, signal),
    placeholderData: keepPreviousData,
  });
  const options = (data?.items ?? []).map(({ id, name, detail }) => ({ id, label: name, detail }));
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
