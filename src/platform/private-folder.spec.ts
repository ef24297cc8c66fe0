import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openPrivateFolder, sweepPrivateFolders } from './private-folder.js';

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'grindvakt-private-test-'));
});
afterEach(() => {
  rmSync(parent, { recursive: true });
});

/** The same folder as if another process had made it. */
async function folderOf(pid: number, since = '0'): Promise<string> {
  const own = await openPrivateFolder(parent);
  await own.remove();
  const [grindvakt = '', host = '', , , random = ''] = path.basename(own.path).split('-');
  const folder = path.join(parent, [grindvakt, host, String(pid), since, random].join('-'));
  mkdirSync(folder);
  return folder;
}

describe('folders with personal data', () => {
  it('stay while their process lives, and are removed by it', async () => {
    const folder = await openPrivateFolder(parent);
    expect(await sweepPrivateFolders(parent)).toBe(0);
    expect(existsSync(folder.path)).toBe(true);
    await folder.remove();
    expect(readdirSync(parent)).toEqual([]);
  });

  it('go when their process was killed', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await new Promise((spawned) => child.once('spawn', spawned));
    const folder = await folderOf(child.pid ?? 0);
    expect(await sweepPrivateFolders(parent)).toBe(0);
    const ended = new Promise((exited) => child.once('exit', exited));
    child.kill('SIGKILL');
    await ended;
    expect(await sweepPrivateFolders(parent)).toBe(1);
    expect(existsSync(folder)).toBe(false);
  });

  it('go when the number of their process was given to another', async () => {
    const folder = await folderOf(process.pid, '1');
    expect(await sweepPrivateFolders(parent)).toBe(process.platform === 'linux' ? 1 : 0);
    expect(existsSync(folder)).toBe(process.platform !== 'linux');
  });

  it('stay when they are another machine’s or somebody else’s', async () => {
    const others = ['grindvakt-00000000-999999-0-abcdef', 'grindvakt-upload-x', 'somebody'];
    for (const name of others) mkdirSync(path.join(parent, name));
    expect(await sweepPrivateFolders(parent)).toBe(0);
    expect(readdirSync(parent).sort()).toEqual(others.sort());
  });
});
