import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A role's own questions to whoever asks for it, and what was answered. */
export class OwnQuestions1760000003100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE role ADD COLUMN questions jsonb NOT NULL DEFAULT '[]';
      ALTER TABLE assessment ADD COLUMN answers jsonb NOT NULL DEFAULT '[]';
      UPDATE role_version v SET content = v.content || jsonb_build_object('securityApproves', r.security_approves, 'questions', '[]'::jsonb)
        FROM role r WHERE r.id = v.role_id`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE role_version SET content = content - 'securityApproves' - 'questions';
      ALTER TABLE assessment DROP COLUMN answers;
      ALTER TABLE role DROP COLUMN questions`);
  }
}
