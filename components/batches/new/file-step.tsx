'use client';

import { Button } from '#components/ui/button.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import type { BatchView } from '#lib/shared/contract/batch-view.ts';
import { FileRow } from '../draft/file-row.tsx';
import { DropZone } from './file-picker.tsx';
import { InterruptedNotice } from './interrupted-notice.tsx';
import { UploadProgress } from './upload-progress.tsx';
import type { UploadState } from './upload-state.ts';
import type { Uploader } from './uploader.ts';

interface FileStepProps {
  readonly upload: UploadState;
  readonly uploader: Uploader;
  /** The draft that the uploaded file became; null before. */
  readonly batch: BatchView | null;
  readonly picker: { readonly open: () => void; readonly isDragging: boolean };
}

/** The drop zone, the running upload, or the file that has arrived. */
export function FileStep({ upload, uploader, batch, picker }: FileStepProps) {
  if (upload.kind === 'uploading') {
    return <UploadProgress upload={upload} onCancel={uploader.cancel} onWake={uploader.wake} />;
  }
  return (
    <>
      {upload.kind === 'failed' && (
        <div role="alert">
          <Notice tone="attention" className="mb-4">
            <b>{upload.fileName} was not uploaded.</b> {upload.sentence}
          </Notice>
        </div>
      )}
      {batch === null && upload.kind !== 'finished' ? (
        <>
          {upload.kind === 'idle' && !upload.isCancelled && <InterruptedNotice />}
          <DropZone {...picker} />
        </>
      ) : (
        <ArrivedFile upload={upload} batch={batch} picker={picker} />
      )}
    </>
  );
}

function ArrivedFile({ upload, batch, picker }: Pick<FileStepProps, 'upload' | 'batch' | 'picker'>) {
  const format = useFormat();
  const isJustUploaded = upload.kind === 'finished';
  const bytes = isJustUploaded ? upload.bytes : (batch?.input.bytes ?? 0);
  const name = isJustUploaded ? upload.fileName : (batch?.input.name ?? '');
  const took = isJustUploaded ? `, uploaded in ${format.duration(upload.durationMs)}` : '';
  return (
    <FileRow
      name={name}
      detail={format.bytes(bytes) + took}
      isDragging={picker.isDragging}
      actions={
        <Button size="small" onClick={picker.open}>
          Choose another file
        </Button>
      }
    />
  );
}
