import { execFile, spawnSync } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeDataFolder } from './data-folder.ts';

const launcher = join(import.meta.dirname, 'launcher-process.ts');
/** With mounts of its own, which end with it. */
const alone = ['--map-root-user', '--mount'];

describe('the embedded database', () => {
  // Only some machines let anybody mount something.
  const canMount = spawnSync('unshare', [...alone, 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;
  it.runIf(canMount)('says what to do about a cluster folder that is a mount, and leaves it alone', async () => {
    const dataDir = await makeDataFolder();
    const clusterDir = join(dataDir, 'postgres');
    await mkdir(clusterDir);
    const script = 'mount --bind "$1" "$1" && exec "$0" "$2" "$3"';
    const args = [...alone, 'sh', '-c', script, process.execPath, clusterDir, launcher, dataDir];
    const said = await new Promise<string>((resolve) => {
      execFile('unshare', args, (_error, _stdout, stderr) => resolve(stderr));
    });
    expect(said).toContain(`Mount it at ${dataDir} instead, or set LANGBATCH_DATA_DIR to another folder.`);
    expect(await readdir(clusterDir)).toEqual([]);
    expect(await readdir(dataDir)).not.toContainEqual(expect.stringContaining('.new-'));
  });
});
