'use client';

import { WifiOff } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { ProgressBar } from '#components/ui/progress-bar.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import { FileRow } from '../draft/file-row.tsx';
import type { Uploading } from './upload-state.ts';

interface UploadProgressProps {
  readonly upload: Uploading;
  readonly onCancel: () => void;
  readonly onWake: () => void;
}

/** A running upload: how far, how fast, how long still. */
export function UploadProgress({ upload, onCancel, onWake }: UploadProgressProps) {
  const format = useFormat();
  const percent = upload.bytesTotal === 0 ? 100 : (upload.bytesSent / upload.bytesTotal) * 100;
  return (
    <FileRow
      name={upload.fileName}
      detail={<UploadFigures upload={upload} />}
      actions={
        <Button size="small" onClick={onCancel}>
          Cancel upload
        </Button>
      }
    >
      <div className="mt-3 mb-1.5">
        <ProgressBar
          label={`Upload of ${upload.fileName}`}
          percent={percent}
          valueText={format.percent(upload.bytesSent, upload.bytesTotal)}
        />
      </div>
      {upload.isStalled && (
        <div className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-2 text-ink-2">
          <WifiOff aria-hidden className="size-4 shrink-0 text-attention" />
          <p className="min-w-0 flex-1">
            The connection is lost. The upload continues by itself as soon as it is back.
          </p>
          <Button size="small" onClick={onWake}>
            Try now
          </Button>
        </div>
      )}
      <UploadAnnouncement upload={upload} />
    </FileRow>
  );
}

function UploadFigures({ upload }: { readonly upload: Uploading }) {
  const format = useFormat();
  const { bytesSent, bytesTotal, bytesPerSecond, isResumed } = upload;
  const figures = [`${format.bytes(bytesSent)} of ${format.bytes(bytesTotal)}`];
  if (bytesPerSecond !== null && bytesPerSecond > 0) {
    const remainingMs = ((bytesTotal - bytesSent) / bytesPerSecond) * 1000;
    figures.push(`${format.bytes(bytesPerSecond)}/s`, `about ${format.duration(Math.max(1000, remainingMs))} left`);
  }
  if (isResumed) figures.push('continues from where it stopped');
  return <>{figures.join(', ')}</>;
}

/** Said politely at each quarter: every percent would be a flood. */
function UploadAnnouncement({ upload }: { readonly upload: Uploading }) {
  const quarter = upload.bytesTotal === 0 ? 4 : Math.floor((upload.bytesSent / upload.bytesTotal) * 4);
  const sentence = upload.isStalled ? 'The upload has stopped, the connection is lost' : `${quarter * 25}% uploaded`;
  return <output className="sr-only">{sentence}</output>;
}
