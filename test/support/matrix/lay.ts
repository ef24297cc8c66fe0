import type { Actor, World } from './world.js';

/** The day so many days from now. */
export function dayFrom(world: World): (days: number) => string {
  return (days) => new Date(world.edge.clock.now().getTime() + days * 86_400_000).toISOString().slice(0, 10);
}

/** Lays a row straight into its table; objects become JSON. @returns its id, or the named column */
export function insertRow(
  world: World,
): (table: string, row: Record<string, unknown>, returning?: string) => Promise<string> {
  return async (table, row, returning = 'id') => {
    const columns = Object.keys(row);
    const [laid] = await world.edge.database.query<{ id: string }>(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((_, i) => `$${String(i + 1)}`).join(', ')})
       RETURNING ${returning} AS id`,
      Object.values(row).map((value) => (isPlain(value) ? JSON.stringify(value) : value)),
    );
    if (!laid) throw new Error(`nothing was laid in ${table}`);
    return laid.id;
  };
}

function isPlain(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** Asks the API as somebody who may, and fails when it does not do it. */
export function posted(world: World): <Body>(who: Actor, path: string, body: unknown) => Promise<Body> {
  return async <Body>(who: Actor, path: string, body: unknown) => {
    const answer = await world.as(who).post<Body>(path, body);
    if (answer.status >= 300) throw new Error(`POST ${path} as ${who}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
}
