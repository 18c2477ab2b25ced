import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { AnswerSide } from '#components/batches/requests/answer-side.tsx';
import { RequestSide } from '#components/batches/requests/request-side.tsx';
import { ReaderProvider } from '#components/ui/reader.tsx';
import type { RequestAttempt, RequestDetail } from '#lib/shared/contract/batch-view.ts';
import { noUsage } from '#lib/shared/contract/usage.ts';

const address = 'https://pictures.example.com/a.png';

const attempt: RequestAttempt = {
  number: 1,
  outcome: 'succeeded',
  isCurrent: true,
  providerJobId: 'batch_1',
  endedAt: null,
  resultText: null,
  isResultCut: false,
  statusCode: 200,
  errorCode: null,
  message: null,
  ...noUsage,
  model: null,
  ended: null,
};

const render = (children: React.ReactNode): string =>
  renderToStaticMarkup(createElement(() => ReaderProvider({ locale: 'en', renderedAtMs: 0, children })));

/** What a browser fetches by itself, or what leads there with one click. */
const loading = /<(?:img|video|audio|iframe|object|embed|link|picture|source)\b|(?:src|href|srcset|data)="http|url\(/i;

test.each([
  ['a picture', { data: [{ url: address, revised_prompt: `![a](${address})` }] }],
  [
    'markdown and HTML in an answer',
    { choices: [{ message: { content: `![a](${address}) <img src="${address}">` } }] },
  ],
  [
    'a picture in a message',
    { choices: [{ message: { images: [{ type: 'image_url', image_url: { url: address } }] } }] },
  ],
  [
    'a tool that made a picture',
    { output: [{ type: 'code_interpreter_call', code: '', outputs: [{ type: 'image', url: address }] }] },
  ],
])('the address of %s is shown as text and never loaded', (_name, body) => {
  const resultText = JSON.stringify({ custom_id: 'a', response: { status_code: 200, body }, error: null });
  const markup = render(createElement(AnswerSide, { attempt: { ...attempt, resultText }, provider: 'OpenAI' }));
  expect(markup).toContain(address);
  expect(markup).not.toMatch(loading);
});

test('nor is that of a picture in a request', () => {
  const content = [{ type: 'image_url', image_url: { url: address } }];
  const requestText = JSON.stringify({ custom_id: 'a', body: { model: 'm', messages: [{ role: 'user', content }] } });
  const detail: RequestDetail = {
    row: {
      line: 1,
      customId: 'a',
      outcome: 'succeeded',
      attempt: 1,
      statusCode: 200,
      errorCode: null,
      message: null,
      causeId: null,
      ...noUsage,
      model: null,
      ended: null,
      preview: null,
    },
    requestText,
    isRequestCut: false,
    attempts: [],
    previousLine: null,
    nextLine: null,
  };
  const markup = render(createElement(RequestSide, { detail }));
  expect(markup).toContain(address);
  expect(markup).not.toMatch(loading);
});
