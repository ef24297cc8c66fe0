import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mediaTypes } from '../model/media-type.js';
import { isRefusal } from '../model/refusal.js';
import { isWorkingDay, type WorkingCalendar } from '../model/working-days.js';
import { askRemoval } from './ask-removal.js';
import { checkAttachment, type OfferedFile } from './check-attachment.js';
import { extensionObstacle, extensionTooShort } from './extend-grant.js';
import { dueAfterAnswer } from './question.js';

/** As the room reads a file before it asks. */
function offered(name: string, content: Uint8Array): OfferedFile {
  const text = Buffer.from(content).toString('utf8');
  return { name, content, text: Buffer.from(text).equals(content) ? text : null };
}

const limits = { maxBytes: 100, maxCount: 2, types: mediaTypes };

describe('a file', () => {
  it('is never kept under a name that leads elsewhere, whatever the sender calls it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const checked = checkAttachment(offered(name, Buffer.from('Hej')), 0, limits);
        if (isRefusal(checked)) return; // a personal number for a name
        expect(checked.name).toMatch(/^[^/\\"\p{C}]+\.txt$/u);
        expect(checked.name.startsWith('.')).toBe(false);
      }),
    );
  });

  it('of arbitrary bytes is refused or said to be what it is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (content) => {
        const checked = checkAttachment(offered('a.pdf', content), 0, limits);
        if (content.length === 0 || content.length > 100) expect(isRefusal(checked)).toBe(true);
      }),
    );
    const content = Buffer.from('Hej');
    expect(checkAttachment(offered('a.txt', content), 2, limits)).toMatchObject({
      code: 'attachment-refused',
    });
  });
});

describe('an extension', () => {
  const grant = { id: 'g', source: 'request', lastDay: '2026-12-31' } as const;
  it.each([
    [null, '2026-12-01', 'nothing-to-extend'],
    [{ ...grant, source: 'birthright' as const }, '2026-12-01', 'nothing-to-extend'],
    [{ ...grant, lastDay: null }, '2026-12-01', 'nothing-to-extend'],
    [grant, '2026-11-30', 'extension-too-early'],
    [grant, '2026-12-01', undefined],
  ])('of %j on %s is stopped by %s', (held, today, code) => {
    expect(extensionObstacle('Journal', held, today, 30)?.code).toBe(code);
  });

  it('lasts longer than what is there', () => {
    expect(extensionTooShort('Journal', grant, '2026-12-21', 10)?.pointer).toBe('/assessment/days');
    expect(extensionTooShort('Journal', grant, '2026-12-21', 11)).toBeNull();
  });
});

describe('a removal', () => {
  const facts = {
    roleName: 'Journal',
    live: true,
    source: 'request',
    grounds: new Set(['self'] as const),
  } as const;
  it.each([
    [facts, 'Behövs inte', undefined],
    [{ ...facts, grounds: new Set<'hr'>(['hr']) }, 'Behövs inte', 'not-found'],
    [{ ...facts, live: false }, 'Behövs inte', 'not-removable'],
    [{ ...facts, source: 'birthright' as const }, 'Behövs inte', 'not-removable'],
    [{ ...facts, source: 'activation' as const }, 'Behövs inte', 'not-removable'],
    [facts, '  x  ', 'reason-required'],
  ])('%# is answered as it should', (given, reason, code) => {
    expect(askRemoval(given, reason)?.code).toBe(code);
  });
});

describe('an answer', () => {
  const calendar: WorkingCalendar = { customary: [], closed: [] };
  it('never brings the day nearer, and gives back as many working days as the question took', () => {
    expect(dueAfterAnswer('2026-11-27', '2026-11-23', '2026-11-23', calendar)).toBe('2026-11-27');
    expect(dueAfterAnswer('2026-11-27', '2026-11-23', '2026-11-25', calendar)).toBe('2026-12-01');
    expect(isWorkingDay(dueAfterAnswer('2026-11-27', '2026-11-20', '2026-11-24', calendar), calendar)).toBe(
      true,
    );
  });
});
