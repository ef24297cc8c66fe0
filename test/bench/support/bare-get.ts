import fastify from 'fastify';
import pg from 'pg';

/** The floor: what the same machine answers with nothing but one prepared point read a request. */
const [url = ''] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url, max: 10 });
const { rows } = await pool.query<{ id: string }>('SELECT id FROM person LIMIT 1');
const app = fastify();
app.get('/', async () => {
  const found = await pool.query({
    name: 'point',
    text: 'SELECT id, call_name, family_name, email FROM person WHERE id = $1',
    values: [rows[0]?.id],
  });
  return found.rows[0] as object;
});
await app.listen({ port: 0, host: '127.0.0.1' });
const address = app.server.address();
process.stdout.write(
  `http://127.0.0.1:${typeof address === 'object' && address ? String(address.port) : ''}/\n`,
);
