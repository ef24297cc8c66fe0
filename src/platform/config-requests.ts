import { z } from 'zod';
import { mediaTypes } from '../policy/model/media-type.js';

/** What may be asked for, and with what. */
export const requestsConfigSchema = z.strictObject({
  /** So many days before its end a grant can be asked to last longer. */
  extendWithinDays: z.int().min(1).max(365).default(60),
  /** Drafts that nobody has touched for so long are removed. */
  draftDays: z.int().min(1).max(365).default(30),
  /** For so many people the same can be asked at once. */
  peopleAtOnce: z.int().min(1).max(200).default(50),
  attachments: z
    .strictObject({
      /** Of each file. */
      maxBytes: z
        .int()
        .min(1024)
        .max(20 * 1024 * 1024)
        .default(5 * 1024 * 1024),
      /** With each request; 0: none are taken. */
      maxCount: z.int().min(0).max(20).default(5),
      types: z
        .array(z.enum(mediaTypes))
        .min(1)
        .default([...mediaTypes]),
    })
    .prefault({}),
});
