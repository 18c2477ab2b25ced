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
  return new StorageError(`The file ${key} could not be ${work}: ${describe(error.code)}`, { cause: error });
}

function describe(code: string): string {
  switch (code) {
    case 'ENOSPC':
      return 'the disk is full. Make room on the disk that holds the data folder, then try again.';
    case 'EDQUOT':
      return "this account's share of the disk is used up. Make room or raise the quota, then try again.";
    case 'EFBIG':
      return 'it is larger than this disk or account allows. Raise the limit, or use a smaller file.';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'this account has no right to it. Let it read and write in the data folder, then try again.';
    case 'ENAMETOOLONG':
      return 'its name is too long for this disk. Use a shorter name.';
    case 'EMFILE':
    case 'ENFILE':
      return 'too many files are open. Try again in a moment, or raise the limit of open files.';
    case 'ENOTDIR':
    case 'EISDIR':
    case 'EEXIST':
    case 'ENOTEMPTY':
      return 'a file and a folder would have the same name. Use another name.';
    default:
      return `the disk reports ${code}. Check the disk that holds the data folder, then try again.`;
  }
}
