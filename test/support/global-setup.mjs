import './typescript.mjs';

/** Jest's: starts the database server of this run, once for all suites. */
export default async function setUp() {
  const { startTestServer } = await import('./test-server.ts');
  const { address, stop } = await startTestServer();
  process.env.GRINDVAKT_TEST_DATABASE = address; // workers inherit it
  globalThis.__stopTestServer = stop;
}
