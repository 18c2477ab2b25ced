import { StorageError } from '#lib/errors.ts';

export type FileWork = 'stored' | 'read' | 'removed';

/** Runs `step`; what the operating system refuses comes out as a `StorageError` whose words may be shown. */
export async function onDisk<T>(work: FileWork, key: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw convertDiskFailure(error, work, key);
  }
}

/** Other errors than the operating system's come back as they are. */
export function convertDiskFailure(error: unknown, work: FileWork, key: string): unknown {
  if (!(error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string'))
    return error;
  return new StorageError({ code: 'file_refused', facts: { key, work, systemCode: error.code } }, { cause: error });
}
