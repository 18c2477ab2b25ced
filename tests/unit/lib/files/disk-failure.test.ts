import { describe, expect, test } from 'vitest';
import { AppError, StorageError } from '#lib/errors.ts';
import { convertDiskFailure, onDisk } from '#lib/files/disk/disk-failure.ts';

const systemError = (code: string): Error =>
  Object.assign(new Error(`${code}: raw, write '/secret/path'`), { code, syscall: 'write' });

describe('what the disk refuses', () => {
  test.each([
    ['ENOSPC', /the disk is full\. Make room/],
    ['EDQUOT', /quota/],
    ['EACCES', /no right to it/],
    ['EROFS', /no right to it/],
    ['EMFILE', /too many files are open/],
    ['EIO', /the disk reports EIO/],
  ])('%s is said in a sentence that names the file and what to do, without the raw text', (code, sentence) => {
    const raw = systemError(code);
    const converted = convertDiskFailure(raw, 'stored', 'batches/b1/input.jsonl');
    expect(converted).toBeInstanceOf(StorageError);
    expect(converted).toHaveProperty('cause', raw);
    expect(String(converted)).toMatch(/^StorageError: The file batches\/b1\/input\.jsonl could not be stored: /);
    expect(String(converted)).toMatch(sentence);
    expect(String(converted)).not.toContain('/secret/path');
  });

  test('errors that are not the system’s stay as they are', async () => {
    for (const error of [
      new Error('a bug'),
      new AppError('forbidden', 'No.'),
      Object.assign(new Error('x'), { code: 'ERR_X' }),
    ]) {
      expect(convertDiskFailure(error, 'read', 'k')).toBe(error);
    }
    await expect(onDisk('removed', 'k', () => Promise.reject(systemError('EIO')))).rejects.toThrow(
      /could not be removed/,
    );
    await expect(onDisk('read', 'k', async () => 7)).resolves.toBe(7);
  });
});
