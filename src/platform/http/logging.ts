import type { Params } from 'nestjs-pino';
import { stdTimeFunctions } from 'pino';
import type { Config } from '../config.js';

/**
 * JSON lines. What may name a person or open a door never gets in: no headers, no bodies, no addresses of requests,
 * no parameters of statements, and ten or twelve digits in a row are blotted out wherever they stand.
 */
export function logging(environment: Config['environment']): Params {
  return {
    forRoutes: [], // requests are logged by their route's pattern, in create-app
    pinoHttp: {
      level: environment === 'production' ? 'info' : 'warn',
      autoLogging: false,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      serializers: { err: (error: unknown) => describeError(error) },
      wrapSerializers: false, // else ours would see a copy in which every value already lies open
    },
  };
}

const kept = ['code', 'constraint', 'table', 'statusCode'] as const;

/** An error without its values: PostgreSQL's detail and a failed statement's parameters hold personal data. */
export function describeError(error: unknown, depth = 0): Record<string, unknown> {
  if (typeof error !== 'object' || error === null || !('message' in error))
    return { message: blot(String(error)) };
  const described: Record<string, unknown> = {
    type: 'name' in error ? String(error.name) : 'Error',
    message: blot(String(error.message)),
    stack: 'stack' in error ? blot(String(error.stack)) : '',
  };
  for (const name of kept) {
    const value: unknown = Reflect.get(error, name);
    if (typeof value === 'string' || typeof value === 'number') described[name] = value;
  }
  const cause: unknown = Reflect.get(error, 'driverError') ?? Reflect.get(error, 'cause');
  if (cause !== undefined && depth < 3) described['cause'] = describeError(cause, depth + 1);
  return described;
}

/** Personal numbers, with or without century and hyphen. */
function blot(text: string): string {
  return text.replace(/(?<![\w-])(?:\d{2})?\d{6}[-+]?\d{4}(?![\w-])/g, '[number]');
}
