import type { LocalFault, LocalFaultCode } from '#lib/shared/contract/local-fault.ts';

type FactsOf = { readonly [Code in LocalFaultCode]: Extract<LocalFault, { code: Code }>['facts'] };
type Texts = { readonly [Code in LocalFaultCode]: (facts: FactsOf[Code]) => string };

const texts: Texts = {
  file_refused: ({ key, work, systemCode }) =>
    `The file ${key} could not be ${work}: ${describeDiskFailure(systemCode)}`,
  file_missing: ({ key }) => `There is no file ${key}.`,
  file_damaged: ({ key }) => `The stored file ${key} is damaged. Restore it from a backup.`,
  part_not_readable: ({ key }) =>
    `The file ${key} cannot be sent: it is gone, or this account may not read it. Put it back where the batches are kept, then try again.`,
  part_not_copied: ({ key, systemCode }) =>
    `The file ${key} cannot be sent: its copy in the temporary folder could not be made: ` + makeRoom(systemCode),
  texts_not_kept: ({ systemCode }) =>
    `The workbook cannot be read: its texts could not be kept in the temporary folder: ${makeRoom(systemCode)}`,
  requests_differ: ({ expected, found }) =>
    `${number(expected)} requests were to be sent, but the stored files give ${number(found)}. Restore the data folder from a backup.`,
  results_differ: () =>
    'The result files of this job are not those that were read before. Restore them, or delete the batch.',
  database_full: () =>
    'The disk of the database is full, so nothing can be saved. Make room on it; everything goes on by itself then.',
  secret_changed: () =>
    'The saved key cannot be read with this LANGBATCH_SECRET. Start with the secret it was saved with, or enter the key again.',
  connection_removed: () => 'This connection no longer exists. Choose another one.',
  connection_not_chosen: () => 'Choose a connection for this batch first.',
  sandbox_off: () =>
    'The sandbox is switched off. Start LangBatch with LANGBATCH_SANDBOX=on, or choose another connection.',
};

/** For a failure that nobody has words for. */
export const somethingWrong = 'Something went wrong on this machine. Its log says what.';

/** What failed on our side, and what to do. */
export function localFaultText({ code, facts }: LocalFault): string {
  return textOf(code, facts);
}

function textOf<Code extends LocalFaultCode>(code: Code, facts: FactsOf[Code]): string {
  return texts[code](facts);
}

function number(count: number): string {
  return count.toLocaleString('en');
}

function makeRoom(systemCode: string): string {
  const what = systemCode === 'ENOSPC' ? 'the disk is full' : `the disk reports ${systemCode}`;
  return `${what}. Make room there, or let TMPDIR name another folder, then try again.`;
}

function describeDiskFailure(systemCode: string): string {
  switch (systemCode) {
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
      return `the disk reports ${systemCode}. Check the disk that holds the data folder, then try again.`;
  }
}
