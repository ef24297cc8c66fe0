import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the register said before it had versions becomes the first one. */
export class RegisterHistory1760000002010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      INSERT INTO system_version (system_id, version, kind, content, state, ordered_at, reason)
      SELECT s.id, s.version, 'declared', json_build_object('name', s.name, 'purpose', s.purpose,
          'informationTypes', s.information_types, 'mayHold', s.may_hold, 'mayNotHold', s.may_not_hold,
          'personalData', s.personal_data, 'patientData', s.patient_data, 'logPolicy', s.log_policy,
          'logEvents', s.log_events, 'minimumLevel', s.minimum_level, 'connectors', s.connectors,
          'classes', json_build_object('confidentiality', s.confidentiality, 'integrity', s.integrity,
            'availability', s.availability)), 'in-force', now(), 'Inläst katalog'
      FROM information_system s WHERE s.state = 'in-use'
        AND NOT EXISTS (SELECT FROM system_version v WHERE v.system_id = s.id);
      INSERT INTO role_version (role_id, version, content, state, ordered_at, reason)
      SELECT r.id, r.version, json_build_object('nameSv', r.name_sv, 'nameEn', r.name_en, 'sentenceSv', r.sentence_sv,
          'sentenceEn', r.sentence_en, 'risk', r.risk, 'requiredLevel', r.required_level, 'maxDays', r.max_days,
          'reviewDays', r.review_days, 'dataClass', r.data_class, 'askableBy', r.askable_by,
          'requestable', r.requestable, 'suggestedFor', r.suggested_for,
          'mover', CASE r.mover WHEN 'keep' THEN json_build_object('keepDays', r.mover_days) ELSE to_json(r.mover) END,
          'privileged', CASE WHEN r.privileged THEN json_build_object('holderCap', r.holder_cap,
            'hours', r.activation_hours, 'eligible', r.eligible) END,
          'requires', ARRAY(SELECT prerequisite_id FROM role_prerequisite p WHERE p.role_id = r.id ORDER BY 1),
          'entitlements', ARRAY(SELECT entitlement_id FROM role_entitlement e WHERE e.role_id = r.id AND e.direct ORDER BY 1),
          'includes', '[]'::json), 'in-force', now(), 'Inläst katalog'
      FROM role r WHERE r.state = 'in-use' AND NOT EXISTS (SELECT FROM role_version v WHERE v.role_id = r.id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DELETE FROM role_version WHERE reason = 'Inläst katalog'; DELETE FROM system_version WHERE kind = 'declared'`,
    );
  }
}
