'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '#components/ui/button.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import { findInterruptedUpload, forgetUpload } from './interrupted-uploads.ts';

const queryKey = ['interrupted-upload'] as const;

/** Offers to continue an upload that a reload or a closed window has interrupted. */
export function InterruptedNotice() {
  const format = useFormat();
  const queryClient = useQueryClient();
  const { data: interrupted } = useQuery({ queryKey, queryFn: findInterruptedUpload, gcTime: 0, retry: false });
  if (interrupted === undefined || interrupted === null) return null;

  const forget = async () => {
    queryClient.setQueryData(queryKey, null);
    await forgetUpload(interrupted);
  };
  return (
    <Notice
      className="mb-4"
      actions={
        <Button size="small" variant="quiet" onClick={forget}>
          Discard this upload
        </Button>
      }
    >
      <b>The upload of {interrupted.fileName} was interrupted</b> at{' '}
      {format.percent(interrupted.bytesSent, interrupted.bytesTotal)}. Choose the same file again, and it continues from
      there.
    </Notice>
  );
}
