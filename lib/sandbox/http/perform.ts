import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { Clock } from '#lib/contracts/context.ts';
import type { FileRecords } from '../file-records.ts';
import type { JobEngine } from '../jobs/job-engine.ts';
import { cancelBatch, createBatch, listBatches, retrieveBatch } from './batches-api.ts';
import type { Fault } from './faults.ts';
import { createFile, deleteFile, listFiles, readFileContent, retrieveFile } from './files-api.ts';
import { listModels, retrieveModel } from './models-api.ts';
import type { OperationName } from './operations.ts';
import { readJsonBody } from './read-json-body.ts';
import { receiveUpload } from './receive-upload.ts';
import type { Reply } from './replies.ts';

export interface Services {
  readonly files: FileRecords;
  readonly jobs: JobEngine;
  readonly clock: Pick<Clock, 'now'>;
  /** For uploads on their way in; emptied at start. */
  readonly uploadDir: string;
}

export interface Call {
  readonly operation: OperationName;
  /** The path parameter, empty where there is none. */
  readonly id: string;
  readonly query: URLSearchParams;
  readonly request: IncomingMessage;
  readonly fault: Fault | null;
}

type Operation = (services: Services, call: Call, nowMs: number) => Promise<Reply> | Reply;

const operations: Readonly<Record<OperationName, Operation>> = {
  'files.create': (services, { request }) => takeUpload(services, request),
  'files.list': ({ files }, { query }, nowMs) => listFiles(files, query, nowMs),
  'files.retrieve': ({ files }, { id }, nowMs) => retrieveFile(files, id, nowMs),
  'files.delete': ({ files }, { id }, nowMs) => deleteFile(files, id, nowMs),
  'files.content': ({ files }, { id }, nowMs) => readFileContent(files, id, nowMs),
  'batches.create': async ({ jobs }, { request, fault }) => createBatch(jobs, await readJsonBody(request), fault),
  'batches.list': ({ jobs }, { query, fault }, nowMs) => listBatches(jobs, query, fault, nowMs),
  'batches.retrieve': ({ jobs }, { id, fault }) => retrieveBatch(jobs, id, fault),
  'batches.cancel': ({ jobs }, { id, fault }) => cancelBatch(jobs, id, fault),
  'models.list': () => listModels(),
  'models.retrieve': (_services, { id }) => retrieveModel(id),
};

/** Does what a call asks for. Throws `ApiFailure` where OpenAI refuses. */
export async function perform(services: Services, call: Call): Promise<Reply> {
  return operations[call.operation](services, call, services.clock.now().getTime());
}

async function takeUpload(services: Services, request: IncomingMessage): Promise<Reply> {
  const path = join(services.uploadDir, randomUUID());
  try {
    const upload = await receiveUpload(request, path);
    return await createFile(services.files, upload, path, services.clock.now().getTime());
  } finally {
    await rm(path, { force: true });
  }
}
