import { decodeLine } from '#lib/jsonl/decode.ts';
import { isJsonObject, type JsonObject } from '#lib/jsonl/json-object.ts';
import type { JsonlLine } from '#lib/jsonl/read-lines.ts';
import { findDirective, plainAnswer, type Fate } from '../directives.ts';
import { collectRequestTexts } from '../request-text.ts';
import { makeOnceKey } from './once-claims.ts';

/** One request of a job's input, read as far as the sandbox needs it. */
export interface PlannedRequest {
  readonly customId: string;
  readonly body: JsonObject;
  readonly texts: readonly string[];
  readonly fate: Fate;
  /** Set when only the first job that holds the request suffers its fate, which is then answered by the others. */
  readonly onceKey: string | null;
}

/** Reads a line that has passed the check. What is not as it should be counts as empty. */
export function readPlannedRequest(line: JsonlLine): PlannedRequest {
  const decoded = line.bytes === null ? null : decodeLine(line.bytes);
  const value = decoded?.ok === true && isJsonObject(decoded.value) ? decoded.value : {};
  const body = isJsonObject(value['body']) ? value['body'] : {};
  const customId = typeof value['custom_id'] === 'string' ? value['custom_id'] : '';
  const texts = collectRequestTexts(body);
  const directive = findDirective(texts);
  return {
    customId,
    body,
    texts,
    fate: directive?.fate ?? plainAnswer,
    onceKey: directive?.isOnce === true ? makeOnceKey(customId, body) : null,
  };
}

/** What becomes of the request in the job `jobId`, `holderId` being the first job that held it. */
export function fateInJob(request: PlannedRequest, jobId: string, holderId: string | null): Fate {
  return request.onceKey !== null && holderId !== jobId ? plainAnswer : request.fate;
}
