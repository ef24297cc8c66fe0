import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { PeopleSelector } from '../../api/generated/types.gen.js';
import { countPeopleQuery, selectorWordsQuery } from '../../api/register.js';
import { SelectorField } from '../../parts/selector-field.js';
import { useSettled } from '../request/use-settled.js';

interface PeopleFieldProps {
  title: string;
  help?: ReactNode;
  error?: string | undefined;
  open?: string;
  value: PeopleSelector | null;
  onChange: (selector: PeopleSelector | null) => void;
}

/** Whom something is for, in the organisation's own words, with how many people it meets today. */
export function PeopleField(props: PeopleFieldProps) {
  const { data: words } = useQuery(selectorWordsQuery);
  const settled = useSettled(props.value);
  const { data: counted } = useQuery({
    ...countPeopleQuery(settled ?? {}),
    enabled: settled !== null,
    placeholderData: keepPreviousData,
  });
  return (
    <SelectorField {...props} words={words} people={settled === props.value ? counted?.people : undefined} />
  );
}
