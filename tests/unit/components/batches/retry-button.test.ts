import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { RetryButton, TouchRetryReason } from '#components/batches/retry-button.tsx';
import { PageFrameProvider } from '#components/rights/page-frame.tsx';
import { viewBatch } from '#lib/batch/reads/view-batch.ts';
import type { AttemptRecord } from '#lib/record/record.ts';
import type { Role } from '#lib/shared/contract/rights.ts';
import { makeAttempt, makeBatch, makeJob } from '#tests/support/batch-records.ts';

const connection = { id: 'c', name: 'OpenAI', kind: 'openai' };
const endedAt = '2026-11-21T13:00:00.000Z';
const ended = makeAttempt(1, [makeJob('j1', { stage: 'collected', status: 'completed', endedAt })], { endedAt });

function render(attempts: AttemptRecord[], role: Role = 'owner'): string {
  const batch = viewBatch(makeBatch('b', { connectionId: 'c', attempts }), {
    connection,
    limits: null,
    isInputStored: true,
    canRemove: true,
    names: new Map(),
    isIndexWrong: false,
    places: new Map(),
  });
  const children = [
    createElement(TouchRetryReason, { key: 'reason', batch }),
    createElement(RetryButton, { key: 'button', batch }, 'Retry'),
  ];
  const frame = { role, readerId: null, workspace: null, children };
  return renderToStaticMarkup(createElement(PageFrameProvider, frame));
}

test('where nothing can hover the reason against a retry is a text', () => {
  const reason = render([ended, makeAttempt(2, [makeJob('j2')])]);
  expect(reason).toContain('Attempt 2 runs; the next retry can start when it ends.');
  expect(reason).toContain('no-hover:block');
  expect(render([ended])).not.toContain('no-hover:block');
});

test('who may not retry finds neither a button nor a reason', () => {
  for (const attempts of [[ended], [ended, makeAttempt(2, [makeJob('j2')])]]) {
    expect(render(attempts, 'runner')).toContain('Retry</button>');
    expect(render(attempts, 'viewer')).toBe('');
  }
});
