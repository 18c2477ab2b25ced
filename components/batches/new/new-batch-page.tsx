'use client';

import { useQueryClient } from '@tanstack/react-query';
import { parseAsString, useQueryState } from 'nuqs';
import { type ReactNode, useEffect, useEffectEvent } from 'react';
import { PageHead } from '#components/layout/page-head.tsx';
import { useCan } from '#components/rights/page-frame.tsx';
import { BackLink } from '#components/ui/text-link.tsx';
import type { ConnectionView } from '#lib/shared/contract/connection-view.ts';
import type { NewBatchActions } from '../batch-actions.ts';
import { Step } from '../draft/step.tsx';
import { batchKeys, batchOptions } from '../queries.ts';
import type { TemplateChoice } from '../table/use-template.tsx';
import { DraftSteps } from './draft-steps.tsx';
import { FilePicker } from './file-picker.tsx';
import { FileStep } from './file-step.tsx';
import { useUploader } from './use-uploader.ts';

interface NewBatchPageProps {
  readonly connections: readonly ConnectionView[];
  readonly templates: TemplateChoice;
  readonly actions: NewBatchActions;
}

/** For whoever may run batches; who may not reads why. */
export function NewBatchPage(props: NewBatchPageProps) {
  const canRun = useCan('run');
  return (
    <>
      <BackLink href="/batches">Batches</BackLink>
      <PageHead title="New batch" />
      {canRun ? (
        <NewBatchSteps {...props} />
      ) : (
        <p className="mt-3 max-w-[620px] text-lg text-pretty text-ink-2">
          Your role in this workspace is viewer: you see its batches and download their answers. To run batches, ask an
          admin of the workspace to make you a runner.
        </p>
      )}
    </>
  );
}

/** Three steps that fill from the top: choose a file, see it checked, start. The draft's id stands in the address. */
function NewBatchSteps({ connections, templates, actions }: NewBatchPageProps) {
  const queryClient = useQueryClient();
  const { uploader, upload } = useUploader();
  const [batchId, setBatchId] = useQueryState('batch', parseAsString.withOptions({ history: 'replace' }));

  const takeDraft = useEffectEvent(async (id: string) => {
    // Another file may have taken the place of the draft's: what was found in the earlier one is void.
    queryClient.setQueryData(batchOptions(id).queryKey, (draft) => draft && { ...draft, check: null });
    await setBatchId(id);
    await queryClient.invalidateQueries({ queryKey: batchKeys.detail(id) });
  });
  useEffect(() => {
    if (upload.kind === 'finished') void takeDraft(upload.batchId);
  }, [upload]);

  return (
    <FilePicker onFile={(file) => uploader.start(file, batchId)}>
      {(picker) => (
        <div className="mt-[22px]">
          {batchId === null ? (
            <EmptySteps>
              <FileStep upload={upload} uploader={uploader} batch={null} picker={picker} />
            </EmptySteps>
          ) : (
            <DraftSteps
              key={batchId}
              batchId={batchId}
              connections={connections}
              templates={templates}
              actions={actions}
              upload={upload}
              uploader={uploader}
              picker={picker}
            />
          )}
        </div>
      )}
    </FilePicker>
  );
}

function EmptySteps({ children }: { readonly children: ReactNode }) {
  return (
    <>
      <Step number={1} title="Choose a file" state="here">
        {children}
      </Step>
      <Step number={2} title="Check" state="ahead">
        <p className="text-ink-3">Every line is checked as soon as the file is here. Nothing is sent.</p>
      </Step>
      <Step number={3} isLast title="Start" state="ahead">
        <p className="text-ink-3">You see the number of requests before anything starts.</p>
      </Step>
    </>
  );
}
