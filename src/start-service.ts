import { Logger } from '@nestjs/common';
import { AppModule, startWorkers } from './app.module.js';
import { loadDemo } from './commands/load-demo.js';
import { openInstance, type FeaturedPerson, type Instance } from './instance.js';
import { migrate } from './migrate.js';
import { Database } from './platform/database.js';
import { createApp } from './platform/http/create-app.js';
import { Jobs } from './platform/jobs.js';

export type Mode = 'all' | 'http' | 'worker';

/**
 * Starts the service and returns when it answers. Stops on SIGINT and SIGTERM: no new requests, those in flight and
 * the batch at work finish, then everything this process started ends.
 */
export async function startService(mode: Mode, options: { demo: boolean }): Promise<void> {
  const began = Date.now();
  const say = (message: string): void => void process.stdout.write(`${message}\n`);
  const instance = await openInstance({
    role: 'instance',
    parts: { directory: true, identityProvider: true },
    progress: say,
  });
  const stop = stopOnce(instance);
  try {
    await migrate(instance.ownerUrl, instance.config.database.url);
    const app = await createApp(AppModule.with(instance.config, { work: mode !== 'http' }), instance.config);
    stop.first(() => app.close());
    await app.get(Database).connect();
    await app.get(Jobs).start();
    if (instance.trial && options.demo) await loadDemo(app, say);
    if (mode !== 'http') await startWorkers(app);
    const { host, port, publicUrl } = instance.config.http;
    if (mode !== 'worker') await app.listen(port, host);
    if (instance.trial)
      say(welcome(publicUrl, options.demo ? instance.trial.featured : [], Date.now() - began));
    else new Logger('Grindvakt').log(`${mode} runs, ${publicUrl}`);
  } catch (error) {
    await stop.now();
    throw error;
  }
}

/** Ends what was started, last first, once, whoever asks. */
function stopOnce(instance: Instance): { first(step: () => Promise<void>): void; now(): Promise<void> } {
  let before: () => Promise<void> = () => Promise.resolve();
  let stopping: Promise<void> | null = null;
  const now = (): Promise<void> => (stopping ??= before().finally(() => instance.stop()));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      now().then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(`${String(error)}\n`);
          process.exit(1);
        },
      );
    });
  return {
    first: (step) => {
      before = step;
    },
    now,
  };
}

function welcome(address: string, people: readonly FeaturedPerson[], ms: number): string {
  const width = Math.max(0, ...people.map((p) => p.name.length));
  const idWidth = Math.max(0, ...people.map((p) => p.hsaId.length));
  const rows = people.map((p) => `  ${p.name.padEnd(width)}  ${p.hsaId.padEnd(idWidth)}  ${p.en}`);
  return [
    '',
    `Grindvakt is open at ${address}  (ready in ${(ms / 1000).toFixed(1)} s; Ctrl-C stops everything)`,
    ...(rows.length > 0
      ? ['', 'Sign in as one of these (button SITHS on the test identity page):', ...rows]
      : []),
    '',
  ].join('\n');
}
