import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDataFolder, startLog } from '#scripts/launcher/data-folder.ts';
import { makeFolder } from './temporary-folder.ts';

describe('the data folder', () => {
  it('is made, and closed to everybody else', async () => {
    const dataDir = join(await makeFolder(), 'deep', 'down');
    await openDataFolder(dataDir);
    for (const name of ['', 'files', 'logs', 'sandbox']) {
      expect((await stat(join(dataDir, name))).mode & 0o777).toBe(0o700);
    }
  });

  it.each(['a-file', 'a-file/below'])('says what to do when it can’t be made at %s', async (name) => {
    const folder = await makeFolder({ 'a-file': '' });
    await expect(openDataFolder(join(folder, name))).rejects.toThrow(
      /can't be written to: change its owner, or set LANGBATCH_DATA_DIR/,
    );
  });

  it('says what to do when its disk is full', async () => {
    await expect(openDataFolder(await makeFolder(), Number.MAX_SAFE_INTEGER)).rejects.toThrow(
      /is full \(\d+ MB are left there\): free some space/,
    );
  });

  it('keeps the logs of the last three runs', async () => {
    const dataDir = await makeFolder();
    await openDataFolder(dataDir);
    for (const run of ['1', '2', '3', '4', '5']) await writeFile(await startLog(dataDir, 'web'), run);
    const read = (name: string): Promise<string> => readFile(join(dataDir, 'logs', name), 'utf8');
    expect(await Promise.all(['web.log', 'web.log.1', 'web.log.2', 'web.log.3'].map(read))).toEqual([
      '5',
      '4',
      '3',
      '2',
    ]);
    await expect(read('web.log.4')).rejects.toThrow('ENOENT');
  });
});
