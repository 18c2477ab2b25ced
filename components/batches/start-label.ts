import type { StartBatchInput } from '#lib/shared/contract/batch-inputs.ts';
import type { BatchView } from '#lib/shared/contract/batch-view.ts';

/** What a press does, also where the sandbox is chosen by default: nobody waits for answers that are none. */
export function startLabel(requests: string, isMadeUp: boolean): string {
  return isMadeUp ? `Start ${requests} (made-up answers)` : `Start ${requests}`;
}

/** What the page shows of a draft: should it no longer be so, nothing is started. */
export function seenOf({ input, check }: BatchView): NonNullable<StartBatchInput['seen']> {
  return { sha256: input.sha256, requests: check?.requests ?? 0 };
}
