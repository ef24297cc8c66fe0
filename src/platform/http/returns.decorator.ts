import { applyDecorators, SerializeOptions } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { z } from 'zod';

export const dayOut = z.iso.date();
/** A Date in the server, an ISO instant with Z outside. */
export const instant = z
  .preprocess((value) => (value instanceof Date ? value.toISOString() : value), z.iso.datetime())
  .meta({ format: 'date-time' });

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string().optional(),
    instance: z.string(),
    errors: z.array(z.object({ pointer: z.string(), code: z.string(), detail: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });

/** Documents and enforces an answer: what is not in the schema is dropped, a wrong shape is a 500, never a leak. */
export const Returns = (schema: z.ZodType, status = 200): MethodDecorator =>
  applyDecorators(
    ApiResponse({ status, standardSchema: schema, description: '' }),
    SerializeOptions({ schema }),
    ApiResponse({
      status: 'default',
      description: 'What went wrong (RFC 9457)',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    }),
  );

/** A page of a list: ask on with `?after=next`. */
export const page = <T extends z.ZodType>(
  item: T,
): z.ZodObject<{ items: z.ZodArray<T>; next: z.ZodNullable<z.ZodString> }> =>
  z.object({ items: z.array(item), next: z.string().nullable() });
