/** Jest's: ends what global-setup started. */
export default async function tearDown() {
  await globalThis.__stopTestServer?.();
}
