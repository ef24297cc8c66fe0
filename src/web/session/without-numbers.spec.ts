import { describe, expect, it } from '@jest/globals';
import { withoutNumbers } from './without-numbers.js';

describe('what is being written', () => {
  it.each(['199001012385', '19900101-2385', '900101-2385', '900101+2385', 'Bytt från 900161-2388 i går'])(
    'is not kept in the browser while it holds what may be a personal number: %s',
    (text) => {
      expect(withoutNumbers({ reason: text, to: { note: text }, list: [text], day: '2026-11-30' })).toEqual({
        reason: '',
        to: { note: '' },
        list: [''],
        day: '2026-11-30',
      });
    },
  );

  it('is kept as it stands else', () => {
    const draft = { reason: 'Avtal 2026-114, ring 08-123 456 78', count: 3, none: null };
    expect(withoutNumbers(draft)).toEqual(draft);
  });
});
