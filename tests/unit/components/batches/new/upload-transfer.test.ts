import { expect, test } from 'vitest';
import { failed } from '#components/batches/new/upload-transfer.ts';

const file = new File(['{}'], 'a.jsonl');

function sentenceFor(status: number, body: string): unknown {
  const originalResponse = { getStatus: () => status, getBody: () => body };
  return failed(file, Object.assign(new Error('tus: unexpected response'), { originalResponse }));
}

test('an upload that fails says what the server says in a sentence', () => {
  const sentence = 'This upload was begun too long ago. Choose the file again.';
  expect(sentenceFor(410, `${sentence}\n`)).toMatchObject({ kind: 'failed', sentence });
});

test.each([
  ['Tus-Resumable Required\n', 412],
  ['Request Entity Too Large', 413],
  ['no healthy upstream', 503],
])('an upload that fails with %j says it in a sentence all the same', (body, status) => {
  expect(sentenceFor(status, body)).toMatchObject({
    sentence: `The server refused the upload (HTTP ${status}, “${body.trim()}”). Choose the file again to repeat it.`,
  });
});

test.each(['', '<html><body>502</body></html>', '{"error":1}'])(
  'an upload that fails with %j says its status',
  (body) => {
    expect(sentenceFor(502, body)).toMatchObject({
      sentence: 'The server refused the upload (HTTP 502). Choose the file again to repeat it.',
    });
  },
);
