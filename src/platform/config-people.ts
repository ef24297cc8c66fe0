import { z } from 'zod';
import { correlationKeys } from '../policy/model/correlation.js';
import { hrSourceList } from './config-hr.js';

const sourceIds = z.array(z.string()).optional();

/** All HR sources together, and how what they say of the same people is put together. */
export const hrSchema = z
  .strictObject({
    /** By what a record that nobody knows is recognised, in this order; what is left out is not looked at. */
    correlation: z
      .strictObject({ order: z.array(z.enum(correlationKeys)).default([...correlationKeys]) })
      .prefault({}),
    /** Which source is believed first, field by field; those not named follow in the order of `sources`. */
    precedence: z.strictObject({ name: sourceIds, email: sourceIds, personalNumber: sourceIds }).prefault({}),
    sources: hrSourceList.default([]),
  })
  .superRefine(({ sources, precedence }, context) => {
    for (const [field, ids] of Object.entries(precedence))
      for (const id of ids)
        if (!sources.some((source) => source.id === id))
          context.addIssue({
            code: 'custom',
            path: ['precedence', field],
            message: `there is no source ${id}`,
          });
  });
