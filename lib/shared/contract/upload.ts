/** Where uploads go, by the tus protocol 1.0 (https://tus.io/protocols/resumable-upload). */
export const uploadPath = '/api/tus';

export const maxUploadBytes = 5 * 1024 ** 3;

/** How long an upload that was begun can be gone on with. */
export const uploadLifetimeMs = 7 * 24 * 60 * 60 * 1000;

/** Names in the `Upload-Metadata` of an upload. */
export const uploadMetadata = {
  fileName: 'filename',
  /** Id of the draft whose file this one replaces. Without it a new draft is made. */
  replaces: 'replaces',
  /** Lower-case hex SHA-256 of the whole file, where the client knows it: what arrives otherwise is refused. */
  sha256: 'sha256',
} as const;

/** Headers of the response that finishes an upload, and of HEAD afterwards. */
export const uploadHeaders = {
  batchId: 'Langbatch-Batch-Id',
  sha256: 'Langbatch-Sha256',
} as const;
