import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { keepSecret } from '#lib/config/keep-secret.ts';

test('a secret that was lost from its file is neither empty nor made again unasked', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'langbatch-secret-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'secret');
  const secret = await keepSecret(file);
  expect(await keepSecret(file)).toBe(secret);
  await writeFile(file, '\n');
  await expect(keepSecret(file)).rejects.toThrow(`The file ${file} is empty: restore it from a backup.`);
});
