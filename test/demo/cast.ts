import { demoOrganisation } from '../../src/instance.js';
import { Visitor } from './visitor.js';

export const parts = ['manager', 'owner', 'hr', 'security', 'it', 'employee'] as const;
export type Part = (typeof parts)[number];
export type Cast = Readonly<Record<Part, Visitor & { readonly hsaId: string }>>;

/** The demo organisation's people by what they do, each with a browser of their own. */
export function cast(address: string): Cast {
  const { featured } = demoOrganisation();
  const of = (part: Part): Cast[Part] => {
    const person = featured.find((p) => p.as === part);
    if (!person) throw new Error(`config/demo.yaml features nobody as ${part}`);
    return Object.assign(new Visitor(address), { hsaId: person.hsaId });
  };
  return {
    manager: of('manager'),
    owner: of('owner'),
    hr: of('hr'),
    security: of('security'),
    it: of('it'),
    employee: of('employee'),
  };
}
