import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { roleChoicesQuery } from '../../api/register.js';
import type { Option } from '../../parts/select.js';
import { Several } from '../../parts/several.js';
import { useSettled } from '../request/use-settled.js';

interface ChoosePartsProps {
  kind: 'entitlement' | 'role';
  label: string;
  help: string;
  isOptional?: boolean;
  chosen: readonly Option[];
  /** Not to be chosen: the role itself. */
  except?: string | undefined;
  onChange: (chosen: Option[]) => void;
  error?: string | undefined;
}

/** Entitlements or roles by name, from every system. */
export function ChooseParts({ kind, chosen, except, onChange, ...field }: ChoosePartsProps) {
  const [text, setText] = useState('');
  const sought = useSettled(text.trim(), 250);
  const { data, isFetching } = useQuery({
    ...roleChoicesQuery(kind, sought),
    placeholderData: keepPreviousData,
  });
  const options = (data?.items ?? [])
    .filter(({ id }) => id !== except)
    .map(({ id, name, system, sentence }) => ({ id, label: name, detail: `${system} · ${sentence}` }));
  return (
    <Several
      {...field}
      chosen={chosen}
      options={options}
      text={text}
      onTextChange={setText}
      isLoading={isFetching}
      onAdd={({ id, label }) => {
        const system = data?.items.find((one) => one.id === id)?.system;
        onChange([
          ...chosen,
          { id, label: kind === 'entitlement' && system ? `${label} (${system})` : label },
        ]);
      }}
      onRemove={(gone) => {
        onChange(chosen.filter(({ id }) => id !== gone));
      }}
    />
  );
}
