import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { createReconciliation, type Oddities } from '#lib/batch/results/reconciliation.ts';
import type { IndexedResult } from '#lib/contracts/request-index.ts';

/** What became of the only request, `a`, of a part. */
interface Found extends Pick<IndexedResult, 'outcome' | 'statusCode' | 'errorCode' | 'message'> {
  readonly isCurable: boolean;
}

async function reconcile(files: {
  readonly output?: string | Uint8Array;
  readonly errors?: string | Uint8Array;
}): Promise<{ readonly found: Found | 'missing'; readonly oddities: Oddities; readonly text: string | null }> {
  const reconciliation = createReconciliation({ lines: Uint32Array.of(7), placeOf: new Map([['a', 0]]) });
  let last: IndexedResult | undefined;
  for (const file of ['output', 'errors'] as const) {
    const content = Buffer.from(files[file] ?? '');
    for await (const results of reconciliation.readFile(file, Readable.from([content]))) last = results.at(-1) ?? last;
  }
  const { oddities, table } = reconciliation;
  if (last === undefined) return { found: 'missing', oddities, text: null };
  const { outcome, statusCode, errorCode, message } = last;
  const text = Buffer.from(files[last.file] ?? '')
    .subarray(last.offset, last.offset + last.length)
    .toString();
  return { found: { outcome, statusCode, errorCode, message, isCurable: table.get(0).isCurable }, oddities, text };
}

const none: Oddities = { unknownCustomIds: 0, repeatedCustomIds: 0, unreadableLines: 0, errorsBesideAnswers: 0 };

const succeeded = (statusCode = 200): Found => ({
  outcome: 'succeeded',
  statusCode,
  errorCode: null,
  message: null,
  isCurable: false,
});
const failed = (statusCode: number | null, errorCode: string | null, message: string | null, isCurable: boolean) =>
  ({ outcome: 'failed', statusCode, errorCode, message, isCurable }) satisfies Found;

const answer =
  '{"id": "batch_req_1", "custom_id": "a", "response": {"status_code": 200, "request_id": "r", "body": {}}, "error": null}';
const httpError = (status: number | string, code: string, message: string): string =>
  `{"id": "batch_req_1", "custom_id": "a", "response": {"status_code": ${status}, "request_id": "r", "body": {"error": {"message": "${message}", "type": "t", "param": null, "code": ${code}}}}, "error": null}`;
const besideResponse = (code: string, message = 'm'): string =>
  `{"id": "batch_req_1", "custom_id": "a", "response": null, "error": {"code": ${code}, "message": "${message}"}}`;
const expiredMessage = 'This request could not be executed before the completion window expired.';

describe('one line, in either file, is judged by what it says', () => {
  test.each<readonly [string, string, Found]>([
    ['200', answer, succeeded()],
    ['201', answer.replace('200', '201'), succeeded(201)],
    ['a status in quotes', answer.replace('200', '"200"'), succeeded()],
    [
      'members in another order',
      '{"error":null,"response":{"body":{},"status_code":200},"custom_id":"a"}',
      succeeded(),
    ],
    ['members that nobody knows', answer.replace('{"id"', '{"x": [1, {"custom_id": "b"}], "id"'), succeeded()],
    ['absent nulls', '{"custom_id":"a","response":{"status_code":200,"body":{}}}', succeeded()],
    ['an error that says nothing', answer.replace('"error": null', '"error": {}'), succeeded()],
    ['an error whose code is 0', answer.replace('"error": null', '"error": {"code": 0, "message": ""}'), succeeded()],
    ['a body that is JSON in quotes', answer.replace('{}', '"{\\"choices\\": []}"'), succeeded()],
    ['a body of 64 kB', answer.replace('{}', `{"data": [{"embedding": [${'0.5, '.repeat(12_000)}1]}]}`), succeeded()],
    ['escapes in the custom_id', answer.replace('"a"', String.raw`"\u0061"`), succeeded()],
    [
      '400',
      httpError(400, '"context_length_exceeded"', 'Too long.'),
      failed(400, 'context_length_exceeded', 'Too long.', false),
    ],
    ['401', httpError(401, '"invalid_api_key"', 'No.'), failed(401, 'invalid_api_key', 'No.', false)],
    ['403 without a code', httpError(403, 'null', 'No.'), failed(403, 't', 'No.', false)],
    ['404', httpError(404, '"model_not_found"', 'No.'), failed(404, 'model_not_found', 'No.', false)],
    ['409', httpError(409, 'null', 'Busy.'), failed(409, 't', 'Busy.', true)],
    [
      '429 for want of money',
      httpError(429, '"insufficient_quota"', 'Pay.'),
      failed(429, 'insufficient_quota', 'Pay.', false),
    ],
    [
      '429 for haste',
      httpError(429, '"rate_limit_exceeded"', 'Wait.'),
      failed(429, 'rate_limit_exceeded', 'Wait.', true),
    ],
    ['500', httpError(500, '"server_error"', 'Oh.'), failed(500, 'server_error', 'Oh.', true)],
    ['503 with a code that is a number', httpError(503, '1234', 'Oh.'), failed(503, '1234', 'Oh.', true)],
    ['a failed status in quotes', httpError('"500"', 'null', 'Oh.'), failed(500, 't', 'Oh.', true)],
    ['a redirect', answer.replace('200', '302'), failed(302, null, null, true)],
    ['a web page as body', answer.replace('200', '502').replace('{}', '"<html>"'), failed(502, null, '<html>', true)],
    [
      'a list of what is wrong',
      answer.replace('200', '422').replace('{}', '{"detail":[{"loc":["body","n"],"msg":"no int"}]}'),
      failed(422, null, '[{"loc":["body","n"],"msg":"no int"}]', false),
    ],
    ['no response and a number as code', besideResponse('500'), failed(null, '500', 'm', true)],
    ['no response and 400 as code', besideResponse('400'), failed(null, '400', 'm', false)],
    [
      'an expired request',
      besideResponse('"batch_expired"', expiredMessage),
      failed(null, 'batch_expired', expiredMessage, true),
    ],
    ['a cancelled request', besideResponse('"batch_cancelled"'), failed(null, 'batch_cancelled', 'm', true)],
    [
      'an error beside an answer',
      answer.replace('"error": null', '"error": {"code": "x", "message": "m"}'),
      failed(200, 'x', 'm', true),
    ],
    [
      'an error beside and inside',
      httpError(500, '"inside"', 'in').replace(/null}$/, '{"code": "beside", "message": "be"}}'),
      failed(500, 'beside', 'be', true),
    ],
    [
      'an error that is text',
      besideResponse('1').replace(/\{"code.*\}\}$/, '"gone"}'),
      failed(null, null, 'gone', true),
    ],
    ['neither answer nor error', '{"custom_id": "a", "response": null, "error": null}', failed(null, null, null, true)],
    ['no status', answer.replace('"status_code": 200, ', ''), failed(null, null, null, true)],
    ['a status that is none', answer.replace('200', '99999'), failed(null, null, null, true)],
  ])('%s', async (_name, line, expected) => {
    for (const file of ['output', 'errors'] as const) {
      for (const text of [line, `${line}\n`, `\ufeff\r\n${line}\r\n\r\n \t\n`, `\ufeff${line}`]) {
        const { found, oddities, text: kept } = await reconcile({ [file]: text });
        expect(found).toEqual(expected);
        expect(oddities).toEqual(none);
        expect(kept).toBe(line);
      }
    }
  });
});

const failure = httpError(500, '"server_error"', 'Oh.');
const other = httpError(400, '"invalid_value"', 'No.');
const fault = failed(500, 'server_error', 'Oh.', true);

describe('several lines', () => {
  test.each<
    readonly [string, { readonly output?: string; readonly errors?: string }, Found | 'missing', Partial<Oddities>]
  >([
    ['a failure, then a success', { output: `${failure}\n${answer}` }, succeeded(), { repeatedCustomIds: 1 }],
    ['a success, then a failure', { output: `${answer}\n${failure}` }, succeeded(), { repeatedCustomIds: 1 }],
    [
      'a failure in one file, a success in the other',
      { output: failure, errors: answer },
      succeeded(),
      { repeatedCustomIds: 1 },
    ],
    ['two successes', { output: `${answer}\n${answer.replace('200', '201')}` }, succeeded(), { repeatedCustomIds: 1 }],
    ['two failures', { output: failure, errors: other }, fault, { repeatedCustomIds: 1 }],
    [
      'two failures the other way round',
      { output: other, errors: failure },
      failed(400, 'invalid_value', 'No.', false),
      { repeatedCustomIds: 1 },
    ],
    ['a stranger', { output: answer.replace('"a"', '"b"') }, 'missing', { unknownCustomIds: 1 }],
    ['a custom_id in other letters', { output: answer.replace('"a"', '"A"') }, 'missing', { unknownCustomIds: 1 }],
    ['a custom_id with a blank', { output: answer.replace('"a"', '"a "') }, 'missing', { unknownCustomIds: 1 }],
    ['no custom_id', { output: answer.replace('"custom_id": "a", ', '') }, 'missing', { unknownCustomIds: 1 }],
    ['a custom_id that is a number', { output: answer.replace('"a"', '1') }, 'missing', { unknownCustomIds: 1 }],
    [
      'a line that was cut',
      { output: answer.slice(0, -20) },
      'missing',
      { unreadableLines: 1, errorsBesideAnswers: 0 },
    ],
    [
      'two lines that ran into one',
      { output: answer + failure },
      'missing',
      { unreadableLines: 1, errorsBesideAnswers: 0 },
    ],
    [
      'a cut line before a whole one',
      { output: `${answer.slice(0, 50)}\n${failure}` },
      fault,
      { unreadableLines: 1, errorsBesideAnswers: 0 },
    ],
    [
      'lines that are no objects',
      { output: `[]\nnull\n1\n"a"\n${answer}` },
      succeeded(),
      { unreadableLines: 4, errorsBesideAnswers: 0 },
    ],
    ['nothing', { output: '', errors: '' }, 'missing', {}],
  ])('%s', async (_name, files, expected, oddities) => {
    const { found, oddities: odd } = await reconcile(files);
    expect(found).toEqual(expected);
    expect(odd).toEqual({ ...none, ...oddities });
  });

  test('a result line longer than any input line may be is read', async () => {
    const pictures = answer.replace('{}', `{"data": [{"b64_json": "${'A'.repeat(40 * 1024 * 1024)}"}]}`);
    expect((await reconcile({ output: pictures })).found).toEqual(succeeded());
  });

  test('a byte that is no UTF-8 costs nothing', async () => {
    const bytes = Buffer.from(answer.replace('{}', '"caf\u00e9"'), 'latin1');
    const { found, oddities } = await reconcile({ output: bytes });
    expect(found).toEqual(succeeded());
    expect(oddities).toEqual(none);
  });
});
