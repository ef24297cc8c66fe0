import { describe, expect, it } from '@jest/globals';
import { assessNeed, type Assessment } from './assess-need.js';
import { assessRisk } from './assess-risk.js';

const whole: Assessment = {
  need: 'Ger omvårdnad på plan 2',
  data: 'Genomförandeplaner där',
  riskTooWide: 'Läser om andras vårdtagare',
  riskTooNarrow: 'Insatser ges fel',
  days: 90,
};
const role = { name: 'Dokumentation', maxDays: 180 };

function verdict(changed: Partial<Assessment>): string {
  const assessment = { ...whole, ...changed };
  const refusal = assessNeed(assessment) ?? assessRisk(assessment, role);
  return refusal ? `${refusal.code} ${refusal.pointer ?? ''}` : 'complete';
}

describe('an assessment', () => {
  it.each<[string, Partial<Assessment>, string]>([
    ['as it should be', {}, 'complete'],
    ['the longest time', { days: 180 }, 'complete'],
    ['exactly ten letters', { need: '1234567890' }, 'complete'],
    ['a telephone number', { need: 'Nås på 0701234567 vid frågor' }, 'complete'],
    ['a case number', { need: 'Se ärende 2026-001234 i diariet' }, 'complete'],
    ['nothing', { need: '' }, 'assessment-incomplete /assessment/need'],
    ['nine letters and blanks', { data: '  123456789   ' }, 'assessment-incomplete /assessment/data'],
    ['blanks between', { data: 'a         b' }, 'assessment-incomplete /assessment/data'],
    [
      'soft hyphens and joiners',
      { riskTooWide: '\u00ad\u200d\u2060\ufeff'.repeat(10) },
      'assessment-incomplete /assessment/riskTooWide',
    ],
    ['the need again as data', { data: whole.need }, 'assessment-repeats /assessment/data'],
    [
      'the same risk twice in other letters',
      { riskTooNarrow: ` ${whole.riskTooWide.toUpperCase()}\n` },
      'assessment-repeats /assessment/riskTooNarrow',
    ],
    ['a personal number', { need: 'Efterträder 198501012382' }, 'personal-number-in-text /assessment/need'],
    [
      'a short personal number',
      { need: 'Efterträder 850101-2382' },
      'personal-number-in-text /assessment/need',
    ],
    [
      'a co-ordination number',
      { need: 'Efterträder 19850161-2389' },
      'personal-number-in-text /assessment/need',
    ],
    ['no time', { days: 0 }, 'assessment-incomplete /assessment/days'],
    ['half a day', { days: 0.5 }, 'assessment-incomplete /assessment/days'],
    ['no number', { days: Number.NaN }, 'assessment-incomplete /assessment/days'],
    ['a day too long', { days: 181 }, 'duration-too-long /assessment/days'],
  ])('with %s', (_, changed, expected) => {
    expect(verdict(changed)).toBe(expected);
  });
});
