import { z } from 'zod';

/** How strongly people must be signed in, beside what policy/assurance says of each verb. */
export const assuranceSchema = z.strictObject({
  /** What is sensitive takes a sign-in no older than this. */
  recentMinutes: z.int().min(1).max(60).default(15),
  /** What changes how somebody signs in takes one no older than this. */
  justNowMinutes: z.int().min(1).max(15).default(5),
  /** Where two factors are not possible. */
  exceptions: z
    .strictObject({
      /** The highest class (confidentiality, integrity, availability) a system with an exception may have. */
      highestClass: z.int().min(0).max(9).default(1),
    })
    .prefault({}),
});

const limits = {
  idleMinutes: z.int().min(1).max(60),
  absoluteHours: z.int().min(1).max(24),
};

/** How long a session lasts: unused, and at most. Where several limits apply, the shortest does. */
export const sessionsSchema = z
  .strictObject({
    idleMinutes: limits.idleMinutes.default(15),
    absoluteHours: limits.absoluteHours.default(12),
    /** For who holds one of Grindvakt's own rights or an administrator right that is active. */
    administrators: z
      .strictObject({
        idleMinutes: limits.idleMinutes.max(15).default(15),
        absoluteHours: limits.absoluteHours.default(12),
      })
      .prefault({}),
    /** For a sign-in below level 3. */
    weaker: z
      .strictObject({
        idleMinutes: limits.idleMinutes.default(10),
        absoluteHours: limits.absoluteHours.default(4),
      })
      .prefault({}),
    /** What networks are called in a person's list of sessions: the first that holds the address. */
    places: z
      .array(
        z.strictObject({
          network: z.union([z.cidrv4(), z.cidrv6()]),
          name: z.string().trim().min(2).max(60),
        }),
      )
      .max(500)
      .default([]),
  })
  .refine(({ idleMinutes, absoluteHours }) => idleMinutes <= absoluteHours * 60, {
    path: ['idleMinutes'],
    message: 'is no longer than absoluteHours',
  });
