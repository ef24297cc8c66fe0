/**
 * SQL that joins the employment whose number the employment `e` states, with its `id` or null: of e's own source, else of
 * the source of e's unit, since a register of consultants names those who lead and answer for them by the numbers of the
 * source that it borrows units from. A number that the own source knows is never looked for elsewhere, or somebody whose
 * number happens to be the same would lead where another has left.
 * @param e the alias of the employment
 * @param number SQL for the stated number
 * @param as the alias of what is joined
 */
export const statedEmployment = (e: string, number: string, as: string): string => `
  LEFT JOIN unit ${as}_unit ON ${as}_unit.id = ${e}.unit_id
  LEFT JOIN employment ${as}_own ON ${as}_own.source = ${e}.source AND ${as}_own.number = ${number}
  LEFT JOIN employment ${as}_lent ON ${as}_own.id IS NULL AND ${as}_unit.source <> ${e}.source
    AND ${as}_lent.source = ${as}_unit.source AND ${as}_lent.number = ${number}
  CROSS JOIN LATERAL (SELECT coalesce(${as}_own.id, ${as}_lent.id) AS id) ${as}`;
