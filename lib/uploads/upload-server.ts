import { ERRORS, type Locker, Server } from '@tus/server';
import { claimRoom } from '#lib/batch/commands/claim-room.ts';
import type { Context } from '#lib/contracts/context.ts';
import { AppError } from '#lib/errors.ts';
import type { ErrorCode } from '#lib/errors.ts';
import { withWorkspace, workspaceParam } from '#lib/shared/contract/page-workspace.ts';
import { maxUploadBytes, uploadHeaders } from '#lib/shared/contract/upload.ts';
import { FileStoreDatastore } from './file-store-datastore.ts';
import { finishUpload } from './finish-upload.ts';
import { createUploadLocks } from './upload-locks.ts';
import { parseUploadMetadata } from './upload-metadata.ts';
import { isUploadId } from './upload-record.ts';
import type { FinishedUpload } from './upload-record.ts';

export interface UploadServerOptions {
  /** Where it answers, such as `/api/tus`. */
  readonly path: string;
  readonly maxBytes?: number;
  /** How long a request may go on that another one waits for: its client may be long gone. */
  readonly makeWayMs?: number;
  /** Turns any error into what the client gets: a status, and a sentence as plain text. */
  readonly describeError: (error: unknown) => UploadRefusal;
}

/** Answers one request of the protocol, for whom the context is made. Never throws. */
export type UploadServer = (ctx: Context, request: Request) => Promise<Response>;

export interface UploadRefusal {
  readonly status: number;
  readonly message: string;
}

/** After these, sending the same bytes again would end the same way. */
const finalCodes: readonly ErrorCode[] = ['invalid_input', 'not_found', 'wrong_state', 'forbidden'];

/** What a process knows of the uploads of one workspace while requests come and go. */
interface UploadsUnderWay {
  readonly locker: Locker;
  readonly knownOffsets: Map<string, number>;
  readonly finishing: Map<string, Promise<FinishedUpload>>;
}

/**
 * Answers tus requests, each by its own context. The response that brings the last byte, and HEAD on a whole
 * upload, come when the file has become a batch's input: a client that sees the full offset can rely on it.
 */
export function createUploadServer(options: UploadServerOptions): UploadServer {
  const { describeError } = options;
  const workspaces = new Map<string, UploadsUnderWay>();
  return async (ctx, request) => {
    const underWay = workspaces.get(ctx.workspace.id) ?? {
      locker: createUploadLocks(),
      knownOffsets: new Map(),
      finishing: new Map(),
    };
    workspaces.set(ctx.workspace.id, underWay);
    const datastore = new FileStoreDatastore({
      files: ctx.files,
      clock: ctx.clock,
      knownOffsets: underWay.knownOffsets,
      claims: {
        make: (id, bytes, expiresAt) => claimRoom(ctx, { id, bytes, expiresAt, need: 'this file has' }),
        release: async (id) => ctx.quota?.release(id),
      },
    });
    const finish = (id: string): Promise<FinishedUpload> =>
      shareRunning(underWay.finishing, id, () => finishOrDiscard(ctx, datastore, id));
    const response = await createTusServer(ctx, { ...options, ...underWay, datastore, finish }).handleWeb(request);
    if (request.method !== 'HEAD' || !isWhole(response)) return response;
    try {
      const finished = await finish(lastPartOf(request));
      for (const [name, value] of Object.entries(headersOf(finished))) response.headers.set(name, value);
      return response;
    } catch (error) {
      return new Response(null, { status: describeError(error).status });
    }
  };
}

interface TusServerOptions extends UploadServerOptions {
  readonly locker: Locker;
  readonly datastore: FileStoreDatastore;
  readonly finish: (id: string) => Promise<FinishedUpload>;
}

/** Making one for each request costs nothing to speak of, and lets no request act for somebody else. */
function createTusServer(ctx: Context, options: TusServerOptions): Server {
  const { path, locker, datastore, finish, describeError, maxBytes = maxUploadBytes, makeWayMs = 3000 } = options;
  return new Server({
    path,
    datastore,
    locker,
    lockDrainTimeout: makeWayMs,
    maxSize: maxBytes,
    disableTerminationForFinishedUploads: true,
    allowedOrigins: () => false,
    namingFunction: () => ctx.ids.next('batch'),
    // What tus itself would find is the end of the whole address, its query included.
    getFileIdFromRequest: (request) => (isUploadId(lastPartOf(request)) ? lastPartOf(request) : undefined),
    generateUrl: (request, { path: at, id }) => withWorkspace(`${at}/${id}`, slugOf(request)),
    onUploadCreate: async (_request, upload) => {
      parseUploadMetadata(upload.metadata ?? {});
      return {};
    },
    onUploadFinish: async (_request, upload) => ({ headers: headersOf(await finish(upload.id)) }),
    onResponseError: (_request, error) => {
      const refusal = 'status_code' in error ? convertTusError(error, maxBytes) : describeError(error);
      return { status_code: refusal.status, body: refusal.message };
    },
  });
}

function lastPartOf({ url }: Pick<Request, 'url'>): string {
  return new URL(url).pathname.split('/').at(-1) ?? '';
}

/** The workspace that the request names: whoever goes on with the upload names it again. */
function slugOf({ url }: Pick<Request, 'url'>): string | null {
  return new URL(url).searchParams.get(workspaceParam);
}

async function finishOrDiscard(ctx: Context, datastore: FileStoreDatastore, id: string): Promise<FinishedUpload> {
  try {
    return await finishUpload(ctx, id);
  } catch (error) {
    datastore.forgetOffset(id);
    if (AppError.is(error) && finalCodes.includes(error.code)) await datastore.remove(id);
    throw error;
  }
}

/** Whoever asks for the same id while the work runs gets the same promise. */
function shareRunning<T>(running: Map<string, Promise<T>>, id: string, work: () => Promise<T>): Promise<T> {
  const current = running.get(id) ?? work().finally(() => running.delete(id));
  running.set(id, current);
  return current;
}

function headersOf(finished: FinishedUpload): Record<string, string> {
  return { [uploadHeaders.batchId]: finished.batchId, [uploadHeaders.sha256]: finished.sha256 };
}

function isWhole(response: Response): boolean {
  return response.ok && response.headers.get('Upload-Offset') === response.headers.get('Upload-Length');
}

const broken = 'The upload broke. What has arrived is kept: choose the same file again to go on.';

/** The protocol's own errors in words for people; tus chooses their status. */
function convertTusError(error: { status_code: number; body: string }, maxBytes: number): UploadRefusal {
  const sentences = new Map<string, string>([
    [
      ERRORS.ERR_MAX_SIZE_EXCEEDED.body,
      `This file is larger than ${Math.floor(maxBytes / 1024 ** 2)} MB, the most that can be uploaded. Split it into smaller files.`,
    ],
    [ERRORS.ERR_SIZE_EXCEEDED.body, 'More bytes came than the upload has announced. Choose the file again.'],
    [ERRORS.FILE_NOT_FOUND.body, 'This upload is no longer here. Choose the file again.'],
    [ERRORS.FILE_NO_LONGER_EXISTS.body, 'This upload was begun too long ago. Choose the file again.'],
    [ERRORS.INVALID_OFFSET.body, 'This upload has gone on elsewhere meanwhile. Go on from where it is now.'],
    [ERRORS.INVALID_TERMINATION.body, 'This upload is finished already. Delete its draft instead.'],
    [ERRORS.ERR_LOCK_TIMEOUT.body, 'Another request is still at work on this upload. Try again in a moment.'],
    [ERRORS.UNKNOWN_ERROR.body, broken],
    [ERRORS.FILE_WRITE_ERROR.body, broken],
    [ERRORS.ABORTED.body, 'The upload was interrupted. What has arrived is kept: go on with it.'],
  ]);
  const said = error.body.trim().replace(/\.$/, '');
  const message =
    sentences.get(error.body) ?? `This upload does not follow the protocol: ${said}. Load the page again.`;
  return { status: error.status_code, message };
}
