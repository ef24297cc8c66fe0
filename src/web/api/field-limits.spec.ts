import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { freeText } from '../../platform/http/free-text.js';
import { limitIn } from './field-limits.js';

const said = (schema: z.ZodType, value: unknown): string => {
  const { error } = schema.safeParse(value);
  return error?.issues[0]?.message ?? 'nothing was refused';
};

describe('what a field must keep to', () => {
  it.each([
    [z.string().min(10), 'kort', { limit: 'lettersAtLeast', count: 10 }],
    [z.string().max(3), 'för långt', { limit: 'lettersAtMost', count: 3 }],
    [z.int().min(1), 0, { limit: 'atLeast', count: 1 }],
    [z.number().max(365), 400, { limit: 'atMost', count: 365 }],
    [z.array(z.string()).min(1), [], { limit: 'choicesAtLeast', count: 1 }],
    [z.array(z.string()).max(2), ['a', 'b', 'c'], { limit: 'choicesAtMost', count: 2 }],
    [z.string(), null, { limit: 'missing' }],
    [freeText(5, 500), 'Ersätter 19850101-2382', { limit: 'personalNumber' }],
    [z.uuid(), 'x', null],
  ])('is read from the service’s own sentence (%#)', (schema, value, limit) => {
    expect(limitIn(said(schema, value))).toEqual(limit);
  });
});
