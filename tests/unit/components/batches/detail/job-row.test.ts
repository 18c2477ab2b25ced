import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { JobRow } from '#components/batches/detail/job-row.tsx';
import { ReaderProvider } from '#components/ui/reader.tsx';
import type { JobView } from '#lib/shared/contract/batch-view.ts';

const job: JobView = {
  id: 'job',
  part: 1,
  providerId: null,
  status: 'expired',
  providerStatus: 'expired',
  requests: 11,
  bytes: 1,
  counts: { total: 11, pending: 0, succeeded: 10, failed: 1, missing: 0, notAnswered: 0 },
  answered: 10,
  lines: null,
  providerCounts: null,
  providerErrors: [],
  refusal: null,
  files: { input: null, output: null, errors: null },
  sentAt: null,
  endedAt: '2026-11-19T15:42:07Z',
  isCollected: true,
  hold: null,
  warnings: [],
};

function renderRow(shown: JobView): string {
  const row = createElement(JobRow, { job: shown, provider: 'the sandbox', isHoldShown: true });
  const table = createElement('table', null, createElement('tbody', null, row));
  return renderToStaticMarkup(createElement(() => ReaderProvider({ locale: 'en', renderedAtMs: 0, children: table })));
}

test('a part in doubt is not said to be unsent', () => {
  const facts = { provider: 'the sandbox', part: 1, listFault: null };
  const waiting: JobView = { ...job, status: null, providerStatus: null, endedAt: null, isCollected: false };
  expect(renderRow(waiting)).toContain('Not sent yet');
  const inDoubt = renderRow({
    ...waiting,
    hold: { kind: 'job_in_doubt', code: 'job_in_doubt', since: '2026-11-19T15:42:07Z', facts },
  });
  expect(inDoubt).toContain('Not known');
  expect(inDoubt).not.toContain('Not sent yet');
});

test('the provider’s word stands with ours, so that it wraps below them and not below the icon', () => {
  expect(renderRow(job)).toMatch(/1 failed<\/b><\/span><span [^>]*>\(expired\)<\/span><\/span>/);
});
