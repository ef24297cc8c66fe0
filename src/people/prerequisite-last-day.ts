/**
 * The last day on which a standing counts, null: for ever. The SQL twin of lastDayOf() in the law book, held to it by
 * test/medium/prerequisites.spec.ts; written into each statement, since a function of it is carried out once a row.
 * @param p alias of prerequisite; `s` of prerequisite_standing
 */
export const lastDay = (p: string, s: string): string =>
  `least(${s}.until, (${s}.day + make_interval(months => ${p}.validity_months))::date,
         (SELECT min(t.asked_from) + ${p}.grace_days FROM acknowledgement_text t
          WHERE t.prerequisite_id = ${p}.id AND t.version > ${s}.text_version))`;
