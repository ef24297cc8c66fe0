import { z } from 'zod';
import { freeText } from '../../platform/http/free-text.js';
import { instant } from '../../platform/http/returns.decorator.js';
import { employmentViewSchema } from '../../people/people.schema.js';
import { terminationReasons } from './terminate-person.js';

const count = z.int().nonnegative();

export const terminatedPersonSchema = z.uuid();

export const terminationSchema = z
  .strictObject({ reason: z.enum(terminationReasons), note: freeText(10, 500) })
  .meta({ id: 'TerminatePerson' });

export const terminationViewSchema = z
  .object({
    personId: z.uuid(),
    terminatedAt: instant,
    employmentsEnded: count,
    /** Employments that go on, because somebody else leads them. */
    employmentsLeft: count,
    sessionsEnded: count,
    requestsClosed: count,
    grantsEnded: count,
    accountsToDisable: count,
  })
  .meta({ id: 'Termination' });

export const terminationProgressSchema = z
  .object({
    terminatedAt: instant.nullable(),
    /** What "Avsluta nu" by the caller would end, and what would go on; empty when they may not end anything. */
    employments: z.array(z.object({ employment: employmentViewSchema, ends: z.boolean() })),
    account: z
      .object({
        state: z.enum(['pending', 'disabled']),
        confirmedAt: instant.nullable(),
        waitingSince: instant.nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'TerminationProgress' });
