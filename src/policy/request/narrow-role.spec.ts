import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Analysis } from '../model/access.js';
import { narrowRole, type NarrowedRequest, type NarrowerRole } from './narrow-role.js';

const today = '2026-11-22';
const request: NarrowedRequest = {
  number: 42,
  kind: 'new',
  roleName: 'Journal',
  acrossCareProviders: false,
  hasExtra: false,
};
const analysis: Analysis = { id: 'a', roleId: 'part', version: 1, state: 'approved', validTo: '2027-01-01' };
const part: NarrowerRole = {
  id: 'part',
  role: { name: 'Läsa', maxDays: 90, requiredLevel: 3, requestable: true, version: 2 },
  within: true,
  analysis,
  acrossCareProviders: false,
  outsideAnalysis: false,
  separation: [],
  alreadyThere: null,
};
const code = (about: Partial<NarrowedRequest>, to: Partial<NarrowerRole> | null): string =>
  narrowRole({ ...request, ...about }, to && { ...part, ...to }, today)?.code ?? 'ok';

describe('narrowing a request to a role', () => {
  it.each<[string, Partial<NarrowedRequest>, Partial<NarrowerRole> | null, string]>([
    ['that it includes', {}, {}, 'ok'],
    ['that there is not', {}, null, 'cannot-widen'],
    ['that it does not include', {}, { within: false }, 'cannot-widen'],
    ['when access would last longer', { kind: 'extension' }, {}, 'cannot-widen'],
    ['that nobody may ask for', {}, { role: { ...part.role, requestable: false } }, 'not-requestable'],
    ['without an analysis', {}, { analysis: null }, 'no-live-analysis'],
    [
      'whose analysis has run out',
      {},
      { analysis: { ...analysis, validTo: '2026-11-21' } },
      'no-live-analysis',
    ],
    ['whose analysis has lapsed', {}, { analysis: { ...analysis, state: 'lapsed' } }, 'no-live-analysis'],
    ['that reaches other care providers', {}, { acrossCareProviders: true }, 'cannot-widen'],
    ['that reaches them like the whole', { acrossCareProviders: true }, { acrossCareProviders: true }, 'ok'],
    ['outside its analysis, with nobody more asked', {}, { outsideAnalysis: true }, 'cannot-widen'],
    ['outside its analysis, with one more asked', { hasExtra: true }, { outsideAnalysis: true }, 'ok'],
    ['that is held', {}, { alreadyThere: 'granted' }, 'already-granted'],
    ['that is asked for', {}, { alreadyThere: 'requested' }, 'already-requested'],
  ])('%s', (_, about, to, expected) => {
    expect(code(about, to)).toBe(expected);
  });

  it('never passes what the role does not include, whatever else is true of it', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), fc.boolean(), (across, outside, hasExtra) => {
        expect(
          code(
            { acrossCareProviders: across, hasExtra },
            { within: false, acrossCareProviders: across, outsideAnalysis: outside },
          ),
        ).toBe('cannot-widen');
      }),
    );
  });
});
