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
  files: { input: null, output: null, errors: null },
  sentAt: null,
  endedAt: '2026-11-19T15:42:07Z',
  isCollected: true,
  hold: null,
  warnings: [],
};

test('the provider’s word stands with ours, so that it wraps below them and not below the icon', () => {
  const row = createElement(JobRow, { job, provider: 'the sandbox', isHoldSaid: false });
  const table = createElement('table', null, createElement('tbody', null, row));
  const page = renderToStaticMarkup(
    createElement(() => ReaderProvider({ locale: 'en', renderedAtMs: 0, children: table })),
  );
  expect(page).toMatch(/1 failed<\/b><\/span><span [^>]*>\(expired\)<\/span><\/span>/);
});
