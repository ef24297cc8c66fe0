import type { TFunction } from 'i18next';
import type { AnalysisContent } from '../../api/generated/types.gen.js';
import { isList, isText } from './analysis-fields.js';

/** A field, or a part of one, in words: what is read and what two versions are compared by. */
export interface Worded {
  id: string;
  term: string;
  words: string;
}

export function wordsOf(name: keyof AnalysisContent, content: AnalysisContent, t: TFunction): Worded[] {
  if (isText(name)) return [{ id: name, term: t(`analyses.field.${name}`), words: content[name] ?? '' }];
  if (isList(name))
    return [{ id: name, term: t(`analyses.field.${name}`), words: (content[name] ?? []).join('\n') }];
  switch (name) {
    case 'operations': {
      const words = (content.operations ?? []).map((each) => t(`analyses.operation.${each}`)).join(', ');
      return [{ id: name, term: t('analyses.field.operations'), words }];
    }
    case 'expectedUsers':
      return [
        { id: name, term: t('analyses.field.expectedUsers'), words: String(content.expectedUsers ?? '') },
      ];
    case 'acrossCareProviders': {
      const words = t(content.acrossCareProviders === true ? 'analyses.yes' : 'analyses.no');
      return [{ id: name, term: t('analyses.field.acrossCareProviders'), words }];
    }
    case 'residualLevel': {
      const words = content.residualLevel ? t(`analyses.level.${content.residualLevel}`) : '';
      return [{ id: name, term: t('analyses.field.residualLevel'), words }];
    }
    case 'risks':
      return (content.risks ?? []).map((risk, index) => ({
        id: `risk ${risk.id ?? String(index)}`,
        term: t('analyses.riskNumber', { number: index + 1 }),
        words: [
          risk.risk,
          `${t('analyses.before')}: ${String(risk.likelihood)} × ${String(risk.consequence)}`,
          `${t('analyses.safeguard')}: ${risk.safeguard}`,
          `${t('analyses.after')}: ${String(risk.likelihoodAfter ?? risk.likelihood)} × ${String(risk.consequenceAfter ?? risk.consequence)}`,
          t(risk.decision === 'accepted' ? 'analyses.accepted' : 'analyses.notAccepted'),
        ].join('\n'),
      }));
    case 'suggested': {
      const { data = '', riskTooWide = '', riskTooNarrow = '', days } = content.suggested ?? {};
      return [
        { id: 'data', term: t('analyses.field.suggestedData'), words: data },
        { id: 'wide', term: t('analyses.field.riskTooWide'), words: riskTooWide },
        { id: 'narrow', term: t('analyses.field.riskTooNarrow'), words: riskTooNarrow },
        { id: 'days', term: t('analyses.field.days'), words: String(days ?? '') },
      ];
    }
    default:
      return [];
  }
}

/**
 * The older version with its risks called as the newer calls them: by id where both have it, else by the same words, else by
 * the same place. Versions that were declared, or written before risks had ids, would otherwise differ in every risk.
 */
export function withRisksOf(before: AnalysisContent, after: AnalysisContent): AnalysisContent {
  const now = (after.risks ?? []).map(({ id, risk }, place) => ({ id: id ?? String(place), risk, place }));
  const known = new Set(now.map(({ id }) => id));
  const taken = new Set(
    before.risks?.map(({ id }, place) => id ?? String(place)).filter((id) => known.has(id)),
  );
  const take = (found: { id: string } | undefined): string | undefined => {
    if (found) taken.add(found.id);
    return found?.id;
  };
  const free = (is: (one: { risk: string; place: number }) => boolean) =>
    now.find((one) => !taken.has(one.id) && is(one));
  const risks = before.risks?.map((old, place) => ({ old, place, id: old.id ?? String(place) }));
  const byWords = risks?.map((one) =>
    known.has(one.id) ? one : { ...one, id: take(free(({ risk }) => risk === one.old.risk)) },
  );
  return {
    ...before,
    risks: byWords?.map(({ old, place, id }) => ({
      ...old,
      id: id ?? take(free((one) => one.place === place)) ?? `gone ${String(place)}`,
    })),
  };
}

export interface Piece {
  kind: 'same' | 'removed' | 'added';
  words: string;
}

/** Longer texts are shown whole beside one another: the table grows with the product of their lengths. */
const mostWords = 600;

/** What stands in both, was taken away or was added, word by word, in the order that one reads it. */
export function differenceOf(before: string, after: string): Piece[] {
  if (before === after) return [{ kind: 'same', words: after }];
  const a = tokens(before);
  const b = tokens(after);
  if (a.length > mostWords || b.length > mostWords)
    return [
      { kind: 'removed', words: before },
      { kind: 'added', words: after },
    ];
  // Longest common subsequence, from the end, so that it is read from the beginning.
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const pieces: Piece[] = [];
  const push = (kind: Piece['kind'], words: string): void => {
    const last = pieces.at(-1);
    if (last?.kind === kind) last.words += words;
    else pieces.push({ kind, words });
  };
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      push('same', a[i] ?? '');
      i += 1;
      j += 1;
    } else if (i < a.length && (j >= b.length || at(i + 1, j) >= at(i, j + 1))) {
      push('removed', a[i] ?? '');
      i += 1;
    } else {
      push('added', b[j] ?? '');
      j += 1;
    }
  }
  return pieces;
}

/** Words, each with the blanks after it, so that joining gives the text again. */
function tokens(text: string): string[] {
  return text.match(/\S+\s*|\s+/gu) ?? [];
}
