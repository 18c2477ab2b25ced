'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { ApiError } from '#components/live/fetch-json.ts';
import { useWorkspacePath } from '#components/rights/page-frame.tsx';
import { SectionError } from '#components/ui/error-state.tsx';
import { LoadingAnnouncement, Skeleton } from '#components/ui/skeleton.tsx';
import { TextLink } from '#components/ui/text-link.tsx';
import type { BatchView } from '#lib/shared/contract/batch-view.ts';
import type { ConnectionView } from '#lib/shared/contract/connection-view.ts';
import type { NewBatchActions } from '../batch-actions.ts';
import { Step } from '../draft/step.tsx';
import { TableSteps } from '../table/table-steps.tsx';
import type { TemplateChoice } from '../table/use-template.tsx';
import { useBatch } from '../use-batch.ts';
import { CheckStep } from './check-step.tsx';
import { FileStep } from './file-step.tsx';
import { StartBar } from './start-bar.tsx';
import { StartForm } from './start-form.tsx';
import type { UploadState } from './upload-state.ts';
import type { Uploader } from './uploader.ts';
import { type Start, useStart } from './use-start.ts';

interface DraftStepsProps {
  readonly batchId: string;
  readonly connections: readonly ConnectionView[];
  readonly templates: TemplateChoice;
  readonly actions: NewBatchActions;
  readonly upload: UploadState;
  readonly uploader: Uploader;
  readonly picker: { readonly open: () => void; readonly isDragging: boolean };
}

/** The steps of an uploaded file: its draft is followed while it is checked. */
export function DraftSteps(props: DraftStepsProps) {
  const { query } = useBatch(props.batchId);
  const batch = query.data;
  useLeaveWhenStarted(batch);
  if (batch !== undefined) return <LoadedSteps {...props} batch={batch} />;
  return (
    <>
      <Step number={1} title="Choose a file" state="here">
        {query.isError ? (
          <LostDraft error={query.error} onRetry={() => query.refetch()} isRetrying={query.isRefetching} />
        ) : (
          <LoadingDraft />
        )}
      </Step>
      <Step number={2} title="Check" state="ahead" />
      <Step number={3} isLast title="Start" state="ahead" />
    </>
  );
}

function LoadedSteps(props: DraftStepsProps & { readonly batch: BatchView }) {
  const { batch, connections, templates, actions, upload, uploader, picker } = props;
  const start = useStart(batch, connections, actions);
  const isUploading = upload.kind === 'uploading';
  const check = isUploading ? null : batch.check;
  if (batch.table !== null && !isUploading)
    return (
      <TableSteps
        batch={batch}
        summary={batch.table}
        where={{
          connections,
          connectionId: start.choices.connectionId,
          onConnection: (connectionId) => start.setChoices({ ...start.choices, connectionId }),
        }}
        templates={templates}
        actions={actions}
        onChooseFile={picker.open}
      >
        <CheckAndStart {...props} start={start} check={check} numbers={[3, 4]} />
      </TableSteps>
    );
  return (
    <>
      <Step number={1} title="Choose a file" state={isUploading ? 'here' : 'done'}>
        <FileStep upload={upload} uploader={uploader} batch={batch} picker={picker} />
      </Step>
      <CheckAndStart {...props} start={start} check={check} numbers={[2, 3]} />
    </>
  );
}

interface CheckAndStartProps {
  readonly batch: BatchView;
  readonly connections: readonly ConnectionView[];
  readonly actions: NewBatchActions;
  readonly picker: DraftStepsProps['picker'];
  readonly start: Start;
  /** Null while another file is uploaded. */
  readonly check: BatchView['check'];
  readonly numbers: readonly [2, 3] | readonly [3, 4];
}

/** The last two steps of whatever batch. */
function CheckAndStart({ batch, connections, actions, picker, start, check, numbers }: CheckAndStartProps) {
  const isUploading = check === null && batch.check !== null;
  const isStartable = check !== null && !check.isRunning && check.refusal === null && check.requests > 0;
  const isMadeUp = connections.some(({ id, kind }) => id === start.choices.connectionId && kind === 'sandbox');
  return (
    <>
      <Step number={numbers[0]} title="Check" state={isUploading ? 'ahead' : isStartable ? 'done' : 'here'}>
        {!isUploading && <CheckStep batch={batch} actions={actions} start={start} onChooseFile={picker.open} />}
      </Step>
      <Step number={numbers[1]} title="Start" state={isStartable ? 'here' : 'ahead'} isLast>
        {isStartable && (
          <StartForm
            choices={start.choices}
            onChange={start.setChoices}
            connections={connections}
            errors={start.fields}
          />
        )}
      </Step>
      {isStartable && (
        <StartBar
          requests={check.requests}
          leftOut={check.badLines}
          isMadeUp={isMadeUp}
          obstacle={start.obstacle}
          error={start.error}
          onCreate={start.create}
          onStart={start.start}
          pending={start.pending}
        />
      )}
    </>
  );
}

/** A started batch has a page of its own: the back button must not offer to start it again. */
function useLeaveWhenStarted(batch: BatchView | undefined): void {
  const router = useRouter();
  const inWorkspace = useWorkspacePath();
  const startedId = batch !== undefined && batch.attempts.length > 0 ? batch.id : null;
  useEffect(() => {
    if (startedId !== null) router.replace(inWorkspace(`/batches/${encodeURIComponent(startedId)}`));
  }, [router, inWorkspace, startedId]);
}

interface LostDraftProps {
  readonly error: Error;
  readonly onRetry: () => void;
  readonly isRetrying: boolean;
}

function LostDraft({ error, onRetry, isRetrying }: LostDraftProps) {
  const isGone = error instanceof ApiError && error.status === 404;
  return (
    <SectionError title="The uploaded file could not be opened." onRetry={onRetry} isRetrying={isRetrying}>
      {isGone ? 'It does not exist any more. ' : `${error.message} `}
      <TextLink href="/batches/new">Choose the file again</TextLink>
    </SectionError>
  );
}

function LoadingDraft() {
  return (
    <div className="flex h-[60px] items-center gap-3.5 rounded-lg border border-line-strong bg-raised px-4">
      <LoadingAnnouncement>Loading the uploaded file</LoadingAnnouncement>
      <span className="size-9 rounded-md bg-sunken" />
      <Skeleton width={220} />
    </div>
  );
}
