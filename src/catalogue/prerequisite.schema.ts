import { z } from 'zod';
import { isDay } from '../policy/model/day.js';
import { prerequisiteKinds } from '../policy/model/prerequisite.js';
import type { PeopleSelector } from '../policy/model/selector.js';

const key = z.string().regex(/^[a-z0-9][a-z0-9-]{1,59}$/, 'lower-case letters, digits and hyphens');
const text = z.string().trim().min(3).max(1000);
const bilingual = z.strictObject({ sv: text, en: text });
const longText = z.string().trim().min(20).max(20_000);

/** Prerequisites as a declared catalogue says them. */
export const prerequisitesOf = <Selector extends z.ZodType<PeopleSelector>>(selector: Selector) =>
  z
    .array(
      z.strictObject({
        key,
        kind: z.enum(prerequisiteKinds),
        /** Of a course: what completions call it. */
        code: z.string().trim().min(1).max(100).optional(),
        name: bilingual,
        /** What to do to fulfil it, for the person and the manager. */
        how: bilingual,
        /** Not older than so many months; left out, it does not grow old. */
        validityMonths: z.int().min(1).max(600).optional(),
        /** So long an older signature still counts after a newer text is asked for. */
        graceDays: z.int().min(0).max(365).default(30),
        appliesTo: selector.optional(),
        /** Of an acknowledgement: every version there has been; the newest that has begun is asked for. */
        texts: z
          .array(
            z.strictObject({
              version: z.int().positive(),
              askedFrom: z.string().refine(isDay, 'a day as YYYY-MM-DD'),
              sv: longText,
              en: longText,
            }),
          )
          .default([]),
      }),
    )
    .default([]);

interface Declared {
  readonly prerequisites: z.output<ReturnType<typeof prerequisitesOf>>;
  readonly roles: readonly { readonly key: string; readonly requires: readonly string[] }[];
}

/** What is wrong with the prerequisites over several fields. */
export function prerequisiteProblems(catalogue: Declared): { path: (string | number)[]; message: string }[] {
  const problems: { path: (string | number)[]; message: string }[] = [];
  const codes = new Set<string>();
  for (const p of catalogue.prerequisites) {
    const complain = (message: string): void =>
      void problems.push({ path: ['prerequisites', p.key], message });
    if ((p.kind === 'course') !== (p.code !== undefined))
      complain(p.kind === 'course' ? 'a course has a code' : 'only a course has a code');
    if (p.code !== undefined && codes.has(p.code)) complain(`the code ${p.code} is there twice`);
    if (p.code !== undefined) codes.add(p.code);
    if ((p.kind === 'acknowledgement') !== p.texts.length > 0)
      complain(
        p.kind === 'acknowledgement' ? 'an acknowledgement has a text' : 'only an acknowledgement has texts',
      );
    const versions = p.texts.map(({ version }) => version);
    if (new Set(versions).size !== versions.length) complain('a version of the text is there twice');
  }
  for (const role of catalogue.roles)
    for (const wanted of role.requires)
      if (!catalogue.prerequisites.some((p) => p.key === wanted))
        problems.push({
          path: ['roles', role.key, 'requires'],
          message: `there is no prerequisite ${wanted}`,
        });
  return problems;
}
