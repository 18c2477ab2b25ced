'use client';

import { FlaskConical } from 'lucide-react';
import { useRouter } from 'next/navigation';
import type { ReactNode } from 'react';
import { type Action, useAction } from '#components/live/use-action.ts';
import { useCan, useWorkspacePath } from '#components/rights/page-frame.tsx';
import { Button } from '#components/ui/button.tsx';

export type CreateSample = Action<void, { readonly batchId: string }>;

interface SampleButtonProps {
  readonly createSample: CreateSample;
  readonly size?: 'small' | 'medium';
  readonly children: ReactNode;
}

/**
 * Makes a sample batch on the sandbox and opens it. Stands in a row that wraps: why it failed takes a row of
 * its own. Not there for who may not run batches.
 */
export function SampleButton({ createSample, size, children }: SampleButtonProps) {
  const canRun = useCan('run');
  const router = useRouter();
  const inWorkspace = useWorkspacePath();
  const { run, isPending, error } = useAction(createSample, {
    onSuccess: ({ batchId }) => router.push(inWorkspace(`/batches/${batchId}`)),
  });
  if (!canRun) return null;
  return (
    <>
      <Button size={size} isPending={isPending} onClick={() => run()}>
        <FlaskConical aria-hidden />
        {children}
      </Button>
      {error !== null && (
        <p role="alert" className="basis-full text-sm text-failed-text">
          {error.message}
        </p>
      )}
    </>
  );
}
