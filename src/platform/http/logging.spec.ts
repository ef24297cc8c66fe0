import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { logging } from './logging.js';

/** What the service's logger writes for `fields`. */
function written(fields: object): string {
  const { pinoHttp } = logging('production');
  if (pinoHttp === undefined || Array.isArray(pinoHttp) || 'write' in pinoHttp)
    throw new Error('options expected');
  const lines: string[] = [];
  const { level = 'info', serializers = {}, base = null } = pinoHttp;
  pino({ level, serializers, base }, { write: (line: string) => void lines.push(line) }).error(
    fields,
    'failed',
  );
  return lines.join('');
}

describe('the log', () => {
  it('tells what failed and where', () => {
    const line = JSON.parse(written({ err: new TypeError('x is not a function') })) as {
      err: { type: string; message: string; stack: string };
    };
    expect(line.err).toMatchObject({ type: 'TypeError', message: 'x is not a function' });
    expect(line.err.stack).toContain('logging.spec');
  });

  it('leaves out a statement’s text, parameters and the row that PostgreSQL names', () => {
    const driverError = Object.assign(
      new Error('duplicate key value violates unique constraint "person_hsa"'),
      {
        code: '23505',
        constraint: 'person_hsa',
        detail: 'Key (name)=(Anna Hemlig) already exists.',
      },
    );
    const err = Object.assign(new Error(driverError.message), {
      query: 'INSERT INTO person',
      parameters: ['Anna Hemlig', '198001012384'],
      driverError,
    });
    const line = written({ err });
    expect(line).toContain('"constraint":"person_hsa"');
    expect(line).not.toMatch(/Hemlig|198001012384|INSERT/);
  });

  it.each(['198001012384', '19800101-2384', '800101-2384', '800101+2384', '8001012384'])(
    'blots out %s wherever an error says it',
    (number) => {
      const err = new Error(`row 3: ${number} is nobody`, { cause: new Error(`(${number})`) });
      expect(written({ err })).not.toContain(number);
    },
  );

  it('survives errors that are none, and causes that turn in circles', () => {
    const circle = new Error('a');
    circle.cause = circle;
    expect(written({ err: circle })).toContain('"message":"a"');
    expect(written({ err: 'text' })).toContain('"message":"text"');
  });
});
