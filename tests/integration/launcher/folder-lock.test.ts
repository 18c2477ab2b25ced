import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockDataFolder, tryLock, writeAddress } from '#scripts/launcher/folder-lock.ts';
import { makeFolder } from './temporary-folder.ts';

const lockModule = join(import.meta.dirname, '../../../scripts/launcher/folder-lock.ts');

/** A process that holds the lock of a file until it is killed. */
async function holdElsewhere(path: string): Promise<() => Promise<void>> {
  const script = `
    const { tryLock } = await import(${JSON.stringify(lockModule)});
    globalThis.held = tryLock(${JSON.stringify(path)});
    process.send('held');
    setInterval(() => {}, 60_000);`;
  const holder = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: join(import.meta.dirname, '../../..'),
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await once(holder, 'message');
  return async () => {
    holder.kill('SIGKILL');
    await once(holder, 'exit');
  };
}

describe('the lock of a data folder', () => {
  it('is held by one process, and free at once when that is killed', async () => {
    const path = join(await makeFolder(), 'launcher.lock');
    const kill = await holdElsewhere(path);
    expect(tryLock(path)).toBe(null);
    await kill();
    const lock = tryLock(path);
    expect(lock).not.toBe(null);
    lock?.release();
  });

  it('can be taken again after it was released', async () => {
    const path = join(await makeFolder(), 'launcher.lock');
    tryLock(path)?.release();
    const lock = tryLock(path);
    expect(lock).not.toBe(null);
    lock?.release();
  });

  it('that is damaged is named, with what to do', async () => {
    const path = join(await makeFolder(), 'launcher.lock');
    await writeFile(path, 'something else was written here');
    expect(() => tryLock(path)).toThrow(`The file ${path} is damaged. It holds nothing that is needed: remove it`);
  });

  it('gives the address of the launcher that has it', async () => {
    const dataDir = await makeFolder();
    const kill = await holdElsewhere(join(dataDir, 'launcher.lock'));
    await writeAddress(dataDir, 'http://127.0.0.1:3000');
    expect(await lockDataFolder(dataDir, 5_000)).toEqual({ lock: null, address: 'http://127.0.0.1:3000' });
    await kill();
  });

  it('is waited for while that launcher starts or stops', async () => {
    const dataDir = await makeFolder();
    const kill = await holdElsewhere(join(dataDir, 'launcher.lock'));
    const waiting = lockDataFolder(dataDir, 30_000);
    await kill();
    const { lock } = await waiting;
    expect(lock).not.toBe(null);
    lock?.release();
  });

  it('does not believe an address that a killed launcher left', async () => {
    const dataDir = await makeFolder();
    await writeFile(join(dataDir, 'launcher.json'), '{"url":"http://127.0.0.1:9","pid":1}');
    const { lock, address } = await lockDataFolder(dataDir, 5_000);
    expect(address).toBe(null);
    lock?.release();
  });
});
