import { z } from 'zod';

export const loginQuerySchema = z.object({
  provider: z.string().max(100).optional(),
  return: z.string().optional(),
});

export const providersSchema = z
  .object({
    environment: z.enum(['production', 'test', 'demo']),
    organisation: z.string(),
    items: z.array(z.object({ id: z.string(), name: z.string() })),
    next: z.null(),
  })
  .meta({ id: 'Providers' });

export const signedOutSchema = z.object({ url: z.string().nullable() }).meta({ id: 'SignedOut' });
