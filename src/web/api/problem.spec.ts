import { describe, expect, it } from '@jest/globals';
import { problemFrom } from './problem.js';

const answer = (status: number, body: string, type = 'application/problem+json') =>
  new Response(body, { status, headers: { 'content-type': type } });

describe('a refused call', () => {
  it('keeps the code, the reference to read out and what was wrong with each field', async () => {
    const problem = await problemFrom(
      answer(
        422,
        JSON.stringify({
          type: 'about:blank',
          title: 'Invalid',
          status: 422,
          code: 'invalid',
          detail: 'Two fields are wrong.',
          instance: 'urn:uuid:0b2f',
          errors: [{ pointer: '/assessment/need', detail: 'too short', code: 'too_small' }],
        }),
      ),
    );
    expect(problem).toMatchObject({ status: 422, code: 'invalid', reference: '0b2f' });
    expect(problem.at('/assessment/need')?.detail).toBe('too short');
    expect(problem.at('/assessment/data')).toBeUndefined();
  });

  it.each([
    ['a page from something between us', answer(502, '<h1>Bad gateway</h1>', 'text/html')],
    ['broken JSON', answer(500, '{', 'application/json')],
    ['JSON that is no object', answer(500, 'null', 'application/json')],
    ['errors of another shape', answer(500, '{"errors":"all"}', 'application/json')],
  ])('survives %s', async (_what, response) => {
    expect(await problemFrom(response)).toMatchObject({ code: 'server-failed', fields: [] });
  });
});
