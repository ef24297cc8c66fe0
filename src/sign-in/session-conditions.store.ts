/**
 * SQL that is true while a credential is still the person's: the card or number that HR took from them proves nothing any
 * more, nor does a passkey that is barred or removed. Null stands for a provider that names none.
 */
export const identityStands = (personId: string, credentialId: string): string =>
  `CASE
     WHEN ${credentialId} IS NULL THEN true
     WHEN ${credentialId} LIKE 'hsa:%' THEN EXISTS (
       SELECT FROM person_hsa_id h WHERE h.hsa_id = substr(${credentialId}, 5) AND h.person_id = ${personId})
     WHEN ${credentialId} LIKE 'number:%' THEN EXISTS (SELECT FROM person p WHERE p.id = ${personId}
       AND encode(p.person_number_index, 'hex') = substr(${credentialId}, 8))
     ELSE EXISTS (SELECT FROM passkey k WHERE k.id::text = ${credentialId} AND k.person_id = ${personId}
       AND k.barred_at IS NULL) END`;

/**
 * For how many days a device may be known for a person: the fewest that a running exception allows which covers a role
 * that they hold; null when none does. The class is asked here too: raised, the exception gives nothing any more.
 */
export const allowedDays = (personId: string, now: string, today: string, highestClass: string): string =>
  `(SELECT min(x.known_device_days)::int
    FROM assurance_exception x JOIN information_system xs ON xs.id = x.system_id
    WHERE x.known_device_days IS NOT NULL AND x.outcome = 'approved' AND x.ended_at IS NULL AND x.valid_to >= ${today}
      AND greatest(xs.confidentiality, xs.integrity, xs.availability) <= ${highestClass}
      AND EXISTS (
        SELECT FROM access_grant xg JOIN role xr ON xr.id = xg.role_id
        WHERE xg.person_id = ${personId} AND xr.system_id = x.system_id AND NOT xr.privileged
          AND (x.role_ids IS NULL OR xr.id = ANY(x.role_ids))
          AND xg.valid_from <= ${now} AND grant_works(xg.ended_at, xg.valid_to, xg.suspended_for, ${now})))`;

/** That a session of a known device still stands on it: known today, by a credential that is still the person's. */
export const deviceStands = (session: string, now: string, today: string, highestClass: string): string =>
  `EXISTS (SELECT FROM known_device d
     WHERE d.id::text = ${session}.credential_id AND d.person_id = ${session}.person_id AND d.expires_at > ${now}
       AND d.remembered_at + make_interval(days => ${allowedDays('d.person_id', now, today, highestClass)}) > ${now}
       AND ${identityStands('d.person_id', 'd.credential_id')})`;
