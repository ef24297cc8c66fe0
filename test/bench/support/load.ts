import { Agent, get } from 'node:http';

/** Requests a second over kept-alive connections, each asking again as soon as it is answered. */
export async function requestsPerSecond(
  url: string,
  headers: Record<string, string>,
  seconds: number,
): Promise<number> {
  const connections = 32;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const end = performance.now() + seconds * 1000;
  let answered = 0;
  const ask = (): Promise<void> =>
    new Promise((resolve, reject) => {
      get(url, { agent, headers }, (response) => {
        if (response.statusCode !== 200) {
          reject(new Error(`${url} answered ${String(response.statusCode)}`));
          return;
        }
        response.resume().once('end', resolve);
      }).once('error', reject);
    });
  const began = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < end) {
        await ask();
        answered += 1;
      }
    }),
  );
  const rate = answered / ((performance.now() - began) / 1000);
  agent.destroy();
  return rate;
}
