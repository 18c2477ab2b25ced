import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Exchange, readRecording } from '#tests/fixtures/recorded-exchanges.ts';
import { startSandbox, type TestSandbox } from '#tests/support/sandbox.ts';

const anyObject = z.record(z.string(), z.unknown());

const recordings = [
  '32-http-openai-basic_batch_completion.jsonl',
  '33-http-openai-batch_cancel.jsonl',
  '34-http-openai-failed_request_batch_resume.jsonl',
  '35-http-openai-resubmission_batch_completion.jsonl',
];

/** Members that OpenAI has added since the recordings were made (openai-openapi, 2025-09). */
const laterMembers = new Set(['model', 'usage']);
/** Null or absent in 2025, given at once in 2026: a file's end of life. */
const changedMembers = new Set(['expires_at']);

let sandbox: TestSandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

describe.each(recordings)('%s', (name) => {
  test('replayed against the sandbox gives answers of the same form', async () => {
    const exchanges = readRecording(name).map((one) => (name.startsWith('35') ? withMissingAnswer(one) : one));
    expect(exchanges.length).toBeGreaterThanOrEqual(5);
    const ids = new Map<string, string>();
    for (const recorded of exchanges) await replay(recorded, ids);
  });
});

/** In recording 35 the answer to one request is missing from the first batch and comes with the second. */
function withMissingAnswer(recorded: Exchange): Exchange {
  return { ...recorded, request_body: recorded.request_body.replaceAll('Ramen', 'Ramen [[sandbox:missing once]]') };
}

async function replay(recorded: Exchange, ids: Map<string, string>): Promise<void> {
  const { response, text } = await sendLikeRecorded(recorded, ids);
  expect(response.status).toBe(recorded.status);
  expect(response.headers.get('content-type')).toBe(recorded.response_headers['content-type']);
  expect(response.headers.get('openai-version')).toBe(recorded.response_headers['openai-version']);
  expect(response.headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{32}$/);
  expect([...response.headers.keys()].filter((header) => header.startsWith('x-ratelimit'))).toEqual([]);

  const disposition = recorded.response_headers['content-disposition'] ?? null;
  expect(response.headers.get('content-disposition')).toBe(disposition && replaceIds(disposition, ids));
  if (recorded.uri.endsWith('/content')) compareResultLines(text, recorded.response_body);
  else compareBodies(text, recorded.response_body, ids);
}

function compareBodies(text: string, recordedText: string, ids: Map<string, string>): void {
  const recordedBody = anyObject.parse(JSON.parse(recordedText));
  const body = anyObject.parse(JSON.parse(text));
  expect([layoutOf(text), 'edited by hand']).toContain(layoutOf(recordedText));
  compareMembers(body, recordedBody);
  for (const member of ['id', 'input_file_id', 'output_file_id', 'error_file_id']) {
    const [from, to] = [recordedBody[member], body[member]];
    if (typeof from === 'string' && typeof to === 'string') ids.set(from, to);
  }
}

/** Sends a recorded request. Time passes until the batch is as far as the recorded one was. */
async function sendLikeRecorded(
  recorded: Exchange,
  ids: ReadonlyMap<string, string>,
): Promise<{ response: Response; text: string }> {
  const send = async (): Promise<{ response: Response; text: string }> => {
    const boundary = /^--(\w+)\r\n/.exec(recorded.request_body)?.[1];
    const contentType = boundary === undefined ? 'application/json' : `multipart/form-data; boundary=${boundary}`;
    const body = recorded.method === 'POST' ? replaceIds(recorded.request_body, ids) : null;
    const response = await fetch(replaceIds(recorded.uri, ids).replace('https://api.openai.com', sandbox.url), {
      method: recorded.method,
      headers: { authorization: 'Bearer any', 'content-type': contentType },
      body,
    });
    return { response, text: await response.text() };
  };
  const canWait = recorded.method === 'GET' && statusOf(recorded.response_body) !== null;
  let sent = await send();
  for (let tries = 0; tries < 200; tries += 1) {
    if (!canWait || isLike(sent.text, recorded.response_body)) break;
    sandbox.advance(100);
    sent = await send();
  }
  return sent;
}

/** In the same state, and as far as the recorded batch where that is a matter of some requests being done. */
function isLike(text: string, recordedText: string): boolean {
  const hasAnswers = (body: string): boolean => /"completed": ?[1-9]/.test(body);
  return statusOf(text) === statusOf(recordedText) && hasAnswers(text) === hasAnswers(recordedText);
}

function statusOf(text: string): string | null {
  return /"object": ?"batch"/.test(text) ? (/"status": ?"(\w+)"/.exec(text)?.[1] ?? null) : null;
}

function replaceIds(text: string, ids: ReadonlyMap<string, string>): string {
  return [...ids].reduce((replaced, [from, to]) => replaced.replaceAll(from, to), text);
}

/**
 * How a JSON text is laid out: on one line or on many, with a newline at its end or not. One of fixture 35
 * was edited.
 */
function layoutOf(text: string): string {
  const value: unknown = JSON.parse(text);
  if (text === JSON.stringify(value)) return 'compact';
  if (text === JSON.stringify(value, null, 2)) return 'pretty';
  return text === `${JSON.stringify(value, null, 2)}\n` ? 'pretty with a final newline' : 'edited by hand';
}

/** The same members in the same order, each of the same kind; null where null was. */
function compareMembers(body: Record<string, unknown>, recorded: Record<string, unknown>): void {
  const isOld = (member: string): boolean => !laterMembers.has(member) && !changedMembers.has(member);
  expect(Object.keys(body).filter(isOld)).toEqual(Object.keys(recorded).filter(isOld));
  for (const member of Object.keys(recorded).filter(isOld)) {
    expect([member, kindOf(body[member])]).toEqual([member, kindOf(recorded[member])]);
    if (member === 'request_counts') {
      compareMembers(anyObject.parse(body[member]), anyObject.parse(recorded[member]));
    }
  }
  expect(body['id'] ?? null).toSatisfy(isLikeId(recorded['id'] ?? null));
}

function isLikeId(recordedId: unknown): (id: unknown) => boolean {
  const patterns = [/^file-[0-9A-Za-z]{22}$/, /^batch_[0-9a-f]{32}$/, /^null$/];
  return (id) => patterns.find((pattern) => pattern.test(String(recordedId)))?.test(String(id)) === true;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** One line each, with the separators of Python's json and the same members all the way down to the usage. */
function compareResultLines(text: string, recordedText: string): void {
  const linesOf = (content: string): string[] => content.trimEnd().split('\n');
  const idsOf = (content: string): Set<unknown> =>
    new Set(linesOf(content).map((line) => anyObject.parse(JSON.parse(line))['custom_id']));
  expect(idsOf(text)).toEqual(idsOf(recordedText));
  expect(linesOf(text)).toHaveLength(linesOf(recordedText).length);
  const [line = ''] = linesOf(text);
  const [recordedLine = ''] = linesOf(recordedText);
  expect(line).toMatch(/^\{"id": "batch_req_[0-9a-f]{32}", "custom_id": "/);
  expect(text.endsWith('}\n')).toBe(true);
  expect(skeletonOf(line)).toEqual(skeletonOf(recordedLine));
}

/** The names and kinds of all members; `annotations` came between the recordings. */
function skeletonOf(line: string): string {
  const kinds = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(kinds);
    if (typeof value !== 'object' || value === null) return kindOf(value);
    const members = Object.entries(value).filter(([name]) => name !== 'annotations');
    return members.map(([name, member]) => [name, kinds(member)]);
  };
  return JSON.stringify(kinds(JSON.parse(line)), null, 1);
}
