import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
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
  resultBytes: null,
  statusCode: 200,
  errorCode: null,
  message: null,
  ...noUsage,
  model: null,
  ended: null,
};

const side = { batchId: 'b', line: 1, waiting: { kind: 'unsent', why: null }, provider: 'OpenAI' } as const;

const render = (children: React.ReactNode): string =>
  renderToStaticMarkup(
    createElement(
      QueryClientProvider,
      { client: new QueryClient() },
      createElement(() => ReaderProvider({ locale: 'en', renderedAtMs: 0, children })),
    ),
  );

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
  const markup = render(createElement(AnswerSide, { ...side, attempt: { ...attempt, resultText } }));
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
    requestBytes: requestText.length,
    attempts: [],
    previousLine: null,
    nextLine: null,
  };
  const markup = render(createElement(RequestSide, { batchId: 'b', detail }));
  expect(markup).toContain(address);
  expect(markup).not.toMatch(loading);
});

describe('the answer of a request', () => {
  const answerOf = (given: Partial<RequestAttempt>) =>
    render(createElement(AnswerSide, { ...side, attempt: { ...attempt, ...given } }));

  test('that was sent is said to come when the job ends', () => {
    const waiting = { kind: 'sent_as', job: 'batch_65a3', at: new Date(-33_000).toISOString() } as const;
    const markup = render(createElement(AnswerSide, { ...side, waiting, attempt: null }));
    expect(markup).toContain('as part of job batch_65a3; its answer comes when the job ends.');
    expect(markup).not.toContain('It has not been sent yet');
  });

  test('that is one megabyte long begins at once, can be shown whole, and is never said to be unreadable', () => {
    const content = 'word '.repeat(60_000);
    const body = { choices: [{ message: { content }, finish_reason: 'stop' }] };
    const resultText = JSON.stringify({ response: { status_code: 200, body } }).slice(0, 256 * 1024);
    const markup = answerOf({ resultText, isResultCut: true, resultBytes: 1_000_000 });
    expect(markup).toContain('word word');
    expect(markup).toContain('Show all');
    expect(markup).toContain('/api/batches/b/requests/1/answer.txt?attempt=1');
    expect(markup).not.toContain('See JSON');
  });

  test('that was cut short, blocked or refused says so above the text, and only there', () => {
    const of = (message: unknown, finish_reason: string) =>
      answerOf({
        resultText: JSON.stringify({ response: { status_code: 200, body: { choices: [{ message, finish_reason }] } } }),
      });
    const cut = of({ content: 'Yes, bu' }, 'length');
    expect(cut).toContain('Cut short: it reached the longest answer allowed.');
    expect(cut.match(/longest answer allowed/g)).toHaveLength(1);
    expect(cut).toContain('>length<');
    expect(of({ content: null }, 'content_filter')).toContain(
      'OpenAI’s content filter stopped the answer; there is no text.',
    );
    expect(of({ refusal: 'No.' }, 'stop')).toContain('The model refused to answer.');
  });
});
