import { Upload } from '@tus/server';
import { expect, test } from 'vitest';
import { WrongStateError } from '#lib/errors.ts';
import { FileStoreDatastore } from '#lib/uploads/file-store-datastore.ts';
import { parseUploadMetadata } from '#lib/uploads/upload-metadata.ts';
import { saveFinishedUpload } from '#lib/uploads/upload-record.ts';
import { ManualClock } from '#tests/fakes/manual-clock.ts';
import { makeFileStore } from './upload-fixture.ts';

test('unfinished uploads are bounded in number and in what they promise; finished and cancelled ones make room', async () => {
  const files = await makeFileStore();
  const room = { maxOpen: 2, maxBytes: 3 * 1024 ** 3 };
  const claims = { make: () => Promise.resolve(), release: () => Promise.resolve() };
  const store = new FileStoreDatastore({ knownOffsets: new Map(), files, clock: new ManualClock(), room, claims });
  const begin = (id: string, size = 10): Promise<Upload> =>
    store.create(new Upload({ id, size, offset: 0, metadata: {} }));
  await begin('one');
  await expect(begin('big', 4 * 1024 ** 3)).rejects.toThrow(/more than 3 GB together/);
  await begin('two');
  await expect(begin('three')).rejects.toThrow(WrongStateError);
  await saveFinishedUpload(files, 'one', { version: 1, batchId: 'one', sha256: '' });
  await begin('three');
  await expect(begin('four')).rejects.toThrow(/2 uploads are unfinished already/);
  await store.remove('two');
  await begin('four');
});

test('a file name keeps no direction marks: they would show another ending than it has', () => {
  expect(parseUploadMetadata({ filename: 'ab\u202ejsonl.exe' }).inputName).toBe('abjsonl.exe');
  expect(parseUploadMetadata({ filename: 'مرحبا.jsonl' }).inputName).toBe('مرحبا.jsonl');
});
