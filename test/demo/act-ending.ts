import { existsSync } from 'node:fs';
import { must, same } from './steps.js';
import type { Stage } from './stage.js';

/** The log proves it all, and everything that was started stops. */
export async function ending({ steps, instance, witness }: Stage): Promise<void> {
  await steps.step('every change of access has its audit entry', async () => {
    const missing = await witness.count(
      `access_grant g WHERE NOT EXISTS (SELECT FROM audit_entry a WHERE a.object_id = g.id AND a.action = 'grant.opened')
         OR (g.ended_at IS NOT NULL AND NOT EXISTS (SELECT FROM audit_entry a WHERE a.object_id = g.id AND a.action = 'grant.ended'))`,
    );
    same(missing, 0, 'grants without entry');
    return `${String(await witness.count('audit_entry'))} entries`;
  });
  await steps.step("the service's own role cannot change or remove an entry", async () => {
    for (const sql of [
      `UPDATE audit_entry SET reason = 'x'`,
      'DELETE FROM audit_entry',
      'TRUNCATE audit_entry',
    ]) {
      const refused = await witness.rows(sql).then(
        () => false,
        (error: unknown) => error instanceof Error && error.message.includes('permission denied'),
      );
      must(refused, `${sql} was not refused`);
    }
    return undefined;
  });
  await steps.step('audit verify', async () => {
    const { code, out, err } = await instance.command('audit', 'verify');
    same(code, 0, `exit code (${out}${err})`);
    return out.trim().split('\n')[0];
  });
  await witness.close();
  await steps.step('SIGTERM stops the service and all it started', async () => {
    const pid = instance.pid;
    same(await instance.stop(), 0, 'exit code');
    must(!existsSync(`/proc/${String(pid)}`), 'the process is still there');
    return undefined;
  });
}
