import { hashCustomId } from '#lib/jsonl/custom-id.ts';
import { decodeLine } from '#lib/jsonl/decode.ts';
import { defaultMaxLineBytes, type JsonlLine } from '#lib/jsonl/read-lines.ts';
import { type BatchEndpoint, endpointOfUrl } from '#lib/shared/contract/endpoints.ts';
import { type Problem, refuseFile } from '#lib/shared/words/problem.ts';
import { CustomIdSet } from './custom-id-set.ts';
import { findWarnings } from './find-warnings.ts';
import { type Finding, quotable } from './finding.ts';
import { lineProblem, longLineProblem, unreadableLineProblem } from './line-problem.ts';
import { type ReadRequest, readRequest } from './read-request.ts';

/** A line that can be sent. */
export interface CheckedRequest {
  /** 1-based physical line, and where its content lies in the file. */
  readonly line: number;
  readonly offset: number;
  readonly length: number;
  readonly customId: string;
  readonly customIdSha256: Buffer;
  readonly endpoint: BatchEndpoint;
  /** Null where the endpoint has a default and the line leaves it out. */
  readonly model: string | null;
  /** How many embeddings it asks for; 0 on other endpoints. */
  readonly inputCount: number;
}

export interface LineCheck {
  /** Null when the line has an error. */
  readonly request: CheckedRequest | null;
  /** At most one error, and any warnings. Everything in them may be stored in PostgreSQL. */
  readonly problems: readonly Problem[];
}

export interface CheckSummary {
  /** Lines that are not blank: `requests` and `badLines` together. */
  readonly lines: number;
  readonly requests: number;
  readonly badLines: number;
  /** Of the requests; null when there are none, the model also when none names one. */
  readonly endpoint: BatchEndpoint | null;
  /** The endpoint as all of them write it. */
  readonly url: string | null;
  readonly model: string | null;
  readonly embeddingInputs: number;
  /** Bytes of the longest request line. */
  readonly longestLineBytes: number;
  /** Set when the file cannot be a batch at all. */
  readonly refusal: Problem | null;
}

export interface CheckerOptions {
  /** Of the batch. By default that of the first line without an error, and so for the model. */
  readonly url?: string;
  readonly model?: string;
  /** What the reader was given; only for the message. */
  readonly maxLineBytes?: number;
}

export interface LineChecker {
  check(line: JsonlLine): LineCheck;
  finish(): CheckSummary;
}

/**
 * Checks the lines of an input file in order against the rules of OpenAI's Batch API. Too many requests or bytes for one job are no problem here:
 * splitting takes care of those. Only lines without an error count when it comes to the batch's model, endpoint and ids in use, so that the others
 * can be left out without a new check. Never throws for a line.
 */
export function createChecker(options: CheckerOptions = {}): LineChecker {
  const maxLineBytes = options.maxLineBytes ?? defaultMaxLineBytes;
  const customIds = new CustomIdSet();
  let url = options.url ?? null;
  let model = options.model ?? null;
  let [lines, requests, embeddingInputs, longestLineBytes] = [0, 0, 0, 0];

  const acceptRequest = (line: JsonlLine, request: ReadRequest): CheckedRequest | Finding => {
    if (model !== null && request.model !== null && request.model !== model) return otherModel(request.model);
    const customIdSha256 = hashCustomId(request.customId);
    if (!customIds.add(customIdSha256)) return usedTwice(request.customId);
    url ??= request.url;
    model ??= request.model;
    const inputCount = request.endpoint === '/v1/embeddings' ? countInputs(request.body['input']) : 0;
    requests += 1;
    embeddingInputs += inputCount;
    longestLineBytes = Math.max(longestLineBytes, line.length);
    return { ...placeOf(line), ...identityOf(request), customIdSha256, inputCount };
  };

  return {
    check(line) {
      lines += 1;
      if (line.bytes === null) return badLine(longLineProblem(line, maxLineBytes));
      const decoded = decodeLine(line.bytes);
      if (!decoded.ok) return badLine(unreadableLineProblem(line, decoded));
      const reading = readRequest(decoded.value, url);
      if (!reading.ok) return badLine(lineProblem(line, decoded.text, reading.customId, reading.error));
      const { customId, body } = reading.request;
      const accepted = acceptRequest(line, reading.request);
      if ('code' in accepted) return badLine(lineProblem(line, decoded.text, customId, accepted));
      const warnings = findWarnings(body, accepted.endpoint);
      return {
        request: accepted,
        problems: warnings.map((warning) => lineProblem(line, decoded.text, customId, warning)),
      };
    },

    finish() {
      const badLines = lines - requests;
      const refusal = lines === 0 ? refuseFile('empty_file') : null;
      const endpoint = url === null ? null : endpointOfUrl(url);
      return { lines, requests, badLines, endpoint, url, model, embeddingInputs, longestLineBytes, refusal };
    },
  };
}

function badLine(problem: Problem): LineCheck {
  return { request: null, problems: [problem] };
}

function placeOf({ line, offset, length }: JsonlLine) {
  return { line, offset, length };
}

function identityOf({ customId, endpoint, model }: ReadRequest) {
  return { customId, endpoint, model };
}

/** The wording is known from DashScope's copy of OpenAI's; so for `usedTwice`. */
function otherModel(model: string): Finding {
  const message = `The model '${quotable(model)}' for this request does not match the rest of the batch. Each batch must contain requests for a single model.`;
  return { code: 'mismatched_model', param: 'body.model', message, path: ['body', 'model'] };
}

function usedTwice(customId: string): Finding {
  const message = `The custom_id '${quotable(customId)}' for this request is a duplicate of another request. The custom_id parameter must be unique for each request in a batch.`;
  return { code: 'duplicate_custom_id', param: 'custom_id', message, path: ['custom_id'] };
}

/** A list of numbers is one input, already cut into tokens. */
function countInputs(input: unknown): number {
  return Array.isArray(input) && typeof input[0] !== 'number' ? input.length : 1;
}
