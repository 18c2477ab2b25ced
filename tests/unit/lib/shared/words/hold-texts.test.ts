import { expect, test } from 'vitest';
import type { HoldReason } from '#lib/shared/contract/hold.ts';
import { holdSituation, holdText } from '#lib/shared/words/hold-texts.ts';

test('what can be decided about a job in doubt is said in its text, and not once more beside the buttons', () => {
  const facts = { provider: 'Acme', part: 1, providerId: 'batch_1' };
  const hold: HoldReason = { kind: 'job_in_doubt', code: 'job_unknown', facts };
  const choices = ' Decide whether to look again, send its requests again or give it up.';
  expect(holdText(hold)).toBe(holdSituation(hold) + choices);
  expect(holdSituation(hold)).not.toContain('again');
});
