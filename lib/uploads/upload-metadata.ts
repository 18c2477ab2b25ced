import { InvalidInputError } from '#lib/errors.ts';
import { uploadMetadata } from '#lib/shared/contract/upload.ts';
import { isUploadId } from './upload-record.ts';

export interface UploadMetadata {
  /** The file's own name, without folders, control characters and direction marks. */
  readonly inputName: string;
  /** Id of the draft that gets this file in the place of its own; null makes a new draft. */
  readonly replaces: string | null;
  /** What the client says about the whole file; null when it says nothing. */
  readonly sha256: string | null;
}

/** Throws `InvalidInputError` for a SHA-256 or an id that is none. */
export function parseUploadMetadata(given: Readonly<Record<string, string | null>>): UploadMetadata {
  const sha256 = given[uploadMetadata.sha256] ?? null;
  if (sha256 !== null && !/^[0-9a-f]{64}$/.test(sha256)) {
    throw new InvalidInputError('The SHA-256 of an upload is written as 64 hexadecimal digits in lower case.');
  }
  const replaces = given[uploadMetadata.replaces] ?? null;
  if (replaces !== null && !isUploadId(replaces)) {
    throw new InvalidInputError('There is no draft whose file could be replaced. Load the page again.');
  }
  return {
    inputName: cleanFileName(given[uploadMetadata.fileName] ?? ''),
    replaces,
    sha256,
  };
}

/** A file's own name without folders, control characters and direction marks; `upload.jsonl` when nothing is left. */
export function cleanFileName(given: string): string {
  // Direction marks would show `exe.jsonl` where the name ends in `.exe`.
  const printable = given.toWellFormed().replaceAll(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, '');
  const name = printable.split(/[/\\]/).at(-1)?.trim().slice(0, 255).toWellFormed() ?? '';
  return name === '' ? 'upload.jsonl' : name;
}
