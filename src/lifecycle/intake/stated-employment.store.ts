/**
 * SQL that joins the employment whose number the employment `e` states, with its `id` or null: of e's own source, else of
 * the source of e's unit, since a register of consultants names those who lead and answer for them by the numbers of the
 * source that it borrows units from. A number that the own source knows is never looked for elsewhere, or somebody whose
 * number happens to be the same would lead where another has left.
 * Looked up one by one through the unique number: a first delivery joins tables that the planner knows nothing of yet.
 * @param e the alias of the employment
 * @param number SQL for the stated number
 * @param as the alias of what is joined
 */
export const statedEmployment = (e: string, number: string, as: string): string => `
  CROSS JOIN LATERAL (SELECT coalesce(
    (SELECT own.id FROM employment own WHERE own.source = ${e}.source AND own.number = ${number}),
    (SELECT lent.id FROM unit u JOIN employment lent ON lent.source = u.source AND lent.number = ${number}
     WHERE u.id = ${e}.unit_id AND u.source <> ${e}.source)) AS id) ${as}`;
