import { z } from 'zod';
import { selectorSchema } from './roles.schema.js';

/** Words to build a people selector with. */
export const selectorWordsSchema = z
  .object({
    units: z.array(z.object({ code: z.string(), name: z.string(), depth: z.int() })),
    unitKinds: z.array(z.string()),
    titles: z.array(z.object({ code: z.string(), title: z.string() })),
  })
  .meta({ id: 'SelectorWords' });

export const countPeopleSchema = z.strictObject({ selector: selectorSchema }).meta({ id: 'CountPeople' });

/** How many people there are whom a selector meets today. */
export const countedPeopleSchema = z.object({ people: z.int() }).meta({ id: 'CountedPeople' });
