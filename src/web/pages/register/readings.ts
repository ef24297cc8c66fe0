import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { PeopleSelector, RoleView, SystemView } from '../../api/generated/types.gen.js';
import { registerTermsQuery, selectorWordsQuery } from '../../api/register.js';
import { useSelectorSentence } from '../../parts/selector-words.js';
import { spoken } from '../../texts/texts.js';
import { scales } from './system-draft.js';
import type { Reading } from './version-differences.js';

const text = (words: string): string[] => (words === '' ? [] : [words]);

/** What a version of a system says, field by field, in words. */
export function useSystemReading(): (content: SystemView['content']) => Reading[] {
  const { t } = useTranslation();
  const { data: terms } = useQuery(registerTermsQuery);
  return (content) => [
    { term: t('register.form.name'), words: [content.name] },
    { term: t('register.form.purpose'), words: [content.purpose] },
    { term: t('register.informationTypes'), words: content.informationTypes },
    {
      term: t('register.data'),
      words: [
        ...(content.personalData ? [t('register.personalData')] : []),
        ...(content.patientData ? [t('register.patientData')] : []),
      ],
    },
    { term: t('register.mayHold'), words: text(content.mayHold) },
    { term: t('register.mayNotHold'), words: text(content.mayNotHold) },
    ...scales.map((scale) => {
      const step = content.classes[scale];
      const name = terms?.scales[scale][step]?.[spoken()];
      return {
        term: t(`register.scales.${scale}`),
        words: [name === undefined ? String(step) : `${String(step)} – ${name}`],
      };
    }),
    { term: t('register.minimumLevel'), words: [String(content.minimumLevel)] },
    { term: t('register.logPolicy'), words: text(content.logPolicy) },
    { term: t('register.logged'), words: content.logEvents.map((one) => t(`register.logEvents.${one}`)) },
    {
      term: t('register.connector'),
      words: content.connectors.map((one) => t(`register.connectors.${one}`)),
    },
  ];
}

/** The same of a version of a role. */
export function useRoleReading(
  role: RoleView,
): (content: RoleView['versions'][number]['content']) => Reading[] {
  const { t } = useTranslation();
  const { data: words } = useQuery(selectorWordsQuery);
  const sentence = useSelectorSentence();
  const named = (ids: readonly string[]): string[] =>
    ids.map((id) => role.words.find((one) => one.id === id)?.name ?? t('register.compare.gone'));
  const number = (value: number | null): string[] => (value === null ? [] : [String(value)]);
  const days = (value: number | null): string[] =>
    value === null ? [] : [t('register.roles.days', { count: value })];
  const people = (selector: PeopleSelector | null): string[] =>
    selector === null ? [] : [sentence(selector, words)];
  return (content) => [
    { term: t('register.form.roleName'), words: [content.name.sv] },
    { term: t('register.form.nameEn'), words: text(content.name.en) },
    { term: t('register.form.sentence'), words: [content.sentence.sv] },
    { term: t('register.form.sentenceEn'), words: text(content.sentence.en) },
    { term: t('register.tabs.entitlements'), words: named(content.entitlements) },
    { term: t('register.form.includes'), words: named(content.includes) },
    { term: t('register.form.prerequisites'), words: named(content.requires) },
    { term: t('register.form.risk'), words: number(content.risk) },
    {
      term: t('register.dataClass'),
      words: content.dataClass === null ? [] : [t(`register.dataClasses.${content.dataClass}`)],
    },
    { term: t('register.form.requiredLevel'), words: number(content.requiredLevel) },
    { term: t('register.form.maxDays'), words: days(content.maxDays) },
    { term: t('register.form.reviewDays'), words: days(content.reviewDays) },
    {
      term: t('register.roles.requestable'),
      words: [t(content.requestable ? 'register.yes' : 'register.no')],
    },
    { term: t('register.form.askableBy'), words: people(content.askableBy) },
    { term: t('register.form.suggestedFor'), words: people(content.suggestedFor) },
    {
      term: t('register.form.securityApproves'),
      words: [t(content.securityApproves ? 'register.yes' : 'register.no')],
    },
    { term: t('register.form.questions'), words: content.questions.map((one) => one[spoken()]) },
    {
      term: t('register.form.mover'),
      words: [
        typeof content.mover === 'string'
          ? t(`register.form.movers.${content.mover}`)
          : t('register.form.movesAfter', { count: content.mover.keepDays }),
      ],
    },
    { term: t('register.form.holderCap'), words: number(content.privileged?.holderCap ?? null) },
    { term: t('register.form.hours'), words: (content.privileged?.hours ?? []).map(String) },
    { term: t('register.form.eligible'), words: people(content.privileged?.eligible ?? null) },
  ];
}
