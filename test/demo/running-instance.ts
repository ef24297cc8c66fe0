import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectDir } from '../../src/instance.js';
import { openSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';

const main = path.join(projectDir, 'dist/src/main.js');

/** The built service in a process and a data folder of its own, gone when stopped. */
export class RunningInstance {
  private constructor(
    readonly address: string,
    private readonly port: number,
    private readonly dataDir: string,
    private readonly child: ChildProcess,
    /** What it has written to its terminal so far. */
    readonly log: () => string,
  ) {}

  static async start(args: readonly string[] = ['all', '--empty']): Promise<RunningInstance> {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'grindvakt-'));
    const port = await freePort();
    const child = spawn(process.execPath, [main, ...args], {
      env: environment(dataDir, port),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let told = '';
    const opened = new Promise<void>((resolve, reject) => {
      const listen = (chunk: Buffer): void => {
        told += chunk.toString();
        if (told.includes('Grindvakt is open at')) resolve();
      };
      child.stdout.on('data', listen);
      child.stderr.on('data', listen);
      child.once('exit', () => {
        reject(new Error(`the service ended:\n${told.slice(-2000)}`));
      });
    });
    await opened;
    return new RunningInstance(`http://localhost:${String(port)}`, port, dataDir, child, () => told);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** A command line on the same data folder. */
  async command(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const child = spawn(process.execPath, [main, ...args], { env: environment(this.dataDir, this.port) });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    await once(child, 'close');
    return { code: child.exitCode ?? -1, out, err };
  }

  /** The instance's own database and directory, to look at. */
  async parts(): Promise<Sandbox> {
    return openSandbox({
      dataDir: this.dataDir,
      role: 'command',
      port: this.port,
      parts: { directory: true, identityProvider: true },
      featured: () => Promise.resolve([]),
    });
  }

  /** Asks it to end, as Ctrl-C does. Returns its exit code. */
  async stop(): Promise<number | null> {
    if (this.child.exitCode === null) {
      this.child.kill('SIGTERM');
      await once(this.child, 'exit');
    }
    return this.child.exitCode;
  }

  remove(): void {
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

/** The trial's environment, whatever installation the caller's own shell points at. */
function environment(dataDir: string, port: number): NodeJS.ProcessEnv {
  const { DATABASE_URL: _url, DATABASE_OWNER_URL: _owner, GRINDVAKT_CONFIG: _config, ...rest } = process.env;
  return { ...rest, GRINDVAKT_DATA: dataDir, PORT: String(port) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
