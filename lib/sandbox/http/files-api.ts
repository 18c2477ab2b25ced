import { createReadStream } from 'node:fs';
import { extname } from 'node:path';
import { decodeLine } from '#lib/jsonl/decode.ts';
import { readLines } from '#lib/jsonl/read-lines.ts';
import { makeFileId, type FileRecord, type FileRecords } from '../file-records.ts';
import { ApiFailure, assertInRange, invalidType, invalidValue, missingParameter } from './api-failure.ts';
import { convertToWireList, pageAfter, parseLimit } from './list-page.ts';
import type { Upload } from './receive-upload.ts';
import { prettyReply, type Reply } from './replies.ts';

const purposes = ['fine-tune', 'assistants', 'batch', 'user_data', 'vision', 'evals'];
/** A longer first line is taken as it is. */
const maxFirstLineBytes = 1024 * 1024;
const secondsOfThirtyDays = 2_592_000;
const listBounds = { defaultLimit: 10_000, maxLimit: 10_000 };

/** Records an upload whose content lies at `path`. Throws `ApiFailure` where OpenAI refuses it. */
export async function createFile(files: FileRecords, upload: Upload, path: string, nowMs: number): Promise<Reply> {
  const { file } = upload;
  if (file === null) throw missingParameter('file');
  const purpose = upload.fields.get('purpose');
  if (purpose === undefined) throw missingParameter('purpose');
  if (!purposes.includes(purpose)) {
    const known = purposes.map((one) => `'${one}'`).join(', ');
    throw new ApiFailure(400, `'${purpose}' is not one of [${known}] - 'purpose'`, { param: 'purpose' });
  }
  // A name without an extension is taken (recorded 2025), a wrong one is not.
  if (purpose === 'batch' && !['', '.jsonl'].includes(extname(file.filename).toLowerCase())) {
    throw new ApiFailure(400, 'Invalid file format for Batch API. Must be .jsonl');
  }
  if (purpose === 'batch') await assertBatchFile(path, file.bytes);
  const expirySeconds = parseExpirySeconds(upload.fields) ?? (purpose === 'batch' ? secondsOfThirtyDays : null);
  const record = await files.add(
    {
      id: makeFileId(),
      purpose,
      filename: file.filename,
      bytes: file.bytes,
      createdAtMs: nowMs,
      expiresAtMs: expirySeconds === null ? null : nowMs + expirySeconds * 1000,
    },
    path,
  );
  return prettyReply(convertToWireFile(record), { finalNewline: true });
}

/** OpenAI looks at no more than the beginning; its own words for these two are not known. */
async function assertBatchFile(path: string, bytes: number): Promise<void> {
  if (bytes === 0) throw new ApiFailure(400, 'Invalid file format for Batch API. The file is empty.');
  for await (const lines of readLines(createReadStream(path, { end: maxFirstLineBytes }))) {
    const [first] = lines;
    if (first === undefined) continue;
    const isCutByUs = bytes > maxFirstLineBytes && first.bytes !== null && first.bytes.length >= maxFirstLineBytes;
    if (isCutByUs || (first.bytes !== null && decodeLine(first.bytes).ok)) return;
    throw new ApiFailure(400, 'Invalid file format for Batch API. The first line is not valid JSON.');
  }
}

export function retrieveFile(files: FileRecords, id: string, nowMs: number): Reply {
  return prettyReply(convertToWireFile(getFile(files, id, nowMs)), { finalNewline: true });
}

export async function deleteFile(files: FileRecords, id: string, nowMs: number): Promise<Reply> {
  await files.remove(getFile(files, id, nowMs));
  return prettyReply({ object: 'file', deleted: true, id }, { finalNewline: true });
}

export function readFileContent(files: FileRecords, id: string, nowMs: number): Reply {
  const file = getFile(files, id, nowMs);
  return { kind: 'file', path: files.contentPath(file), filename: file.filename };
}

export function listFiles(files: FileRecords, query: URLSearchParams, nowMs: number): Reply {
  const limit = parseLimit(query, listBounds);
  const order = query.get('order') ?? 'desc';
  if (order !== 'asc' && order !== 'desc') throw invalidValue('order', order, ['asc', 'desc']);
  const purpose = query.get('purpose');
  const matching = files.list(nowMs).filter((file) => purpose === null || file.purpose === purpose);
  const ordered = order === 'asc' ? matching : matching.toReversed();
  const page = pageAfter(ordered, query.get('after'), limit, unknownFile);
  return prettyReply(convertToWireList(page.items.map(convertToWireFile), page.hasMore), { finalNewline: true });
}

function getFile(files: FileRecords, id: string, nowMs: number): FileRecord {
  const file = files.find(id, nowMs);
  if (file === null) throw unknownFile(id);
  return file;
}

function unknownFile(id: string): ApiFailure {
  return new ApiFailure(404, `No such File object: ${id}`, { param: 'id' });
}

function parseExpirySeconds(fields: ReadonlyMap<string, string>): number | null {
  const text = fields.get('expires_after[seconds]');
  const anchor = fields.get('expires_after[anchor]');
  if (text === undefined && anchor === undefined) return null;
  if (anchor !== 'created_at') throw invalidValue('expires_after.anchor', anchor ?? '', ['created_at']);
  if (text === undefined) throw missingParameter('expires_after.seconds');
  if (!/^-?\d+$/.test(text)) throw invalidType('expires_after.seconds', 'an integer', text);
  assertInRange('expires_after.seconds', Number(text), 3600, secondsOfThirtyDays);
  return Number(text);
}

/** OpenAI's file object, its members in the order in which they were recorded. */
function convertToWireFile(file: FileRecord): { readonly id: string } {
  const wire = {
    object: 'file',
    id: file.id,
    purpose: file.purpose,
    filename: file.filename,
    bytes: file.bytes,
    created_at: Math.floor(file.createdAtMs / 1000),
    expires_at: file.expiresAtMs === null ? null : Math.floor(file.expiresAtMs / 1000),
    status: 'processed',
    status_details: null,
  };
  return wire;
}
