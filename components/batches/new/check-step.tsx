'use client';

import type { BatchView } from '#lib/shared/contract/batch-view.ts';
import { isConvertible } from '#lib/shared/contract/problem-codes.ts';
import type { NewBatchActions } from '../batch-actions.ts';
import { CheckResult } from '../check/check-result.tsx';
import { useDraftChange } from '../draft/use-draft-change.ts';
import { BadLinesChoice } from './bad-lines-choice.tsx';
import { ConvertButton } from './convert-button.tsx';
import { EndpointChoice } from './endpoint-choice.tsx';
import type { Start } from './use-start.ts';

interface CheckStepProps {
  readonly batch: BatchView;
  readonly actions: NewBatchActions;
  readonly start: Pick<Start, 'badLines' | 'setBadLines'>;
  readonly onChooseFile: () => void;
}

/** What the check found in the file, and what can be done about it. */
export function CheckStep({ batch, actions, start, onChooseFile }: CheckStepProps) {
  const { check } = batch;
  const endpoint = useDraftChange(batch.id, actions.chooseEndpoint);
  const canConvert = check?.refusal != null && isConvertible(check.refusal.code);
  const convert = canConvert ? <ConvertButton batchId={batch.id} convertInput={actions.convertInput} /> : undefined;
  return (
    <>
      <CheckResult batch={batch} remedy={convert}>
        {check !== null && check.badLines > 0 && (
          <div className="border-t border-line">
            <BadLinesChoice
              check={check}
              value={start.badLines}
              onChange={start.setBadLines}
              onChooseFile={onChooseFile}
            />
          </div>
        )}
      </CheckResult>
      {check?.needsEndpoint === true && !check.isRunning && (
        <EndpointChoice
          check={check}
          chosen={batch.chosenEndpoint}
          onChoose={(chosen) => endpoint.run({ batchId: batch.id, endpoint: chosen })}
          isPending={endpoint.isPending}
          error={endpoint.error?.message ?? null}
        />
      )}
    </>
  );
}
