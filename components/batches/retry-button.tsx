'use client';

import type { ComponentProps } from 'react';
import { useCan } from '#components/rights/page-frame.tsx';
import { Button } from '#components/ui/button.tsx';
import { cn } from '#components/ui/class-names.ts';
import { Tooltip } from '#components/ui/tooltip.tsx';
import type { BatchView } from '#lib/shared/contract/batch-view.ts';
import { whyNoRetry } from './why-no-retry.ts';

/**
 * A button that leads to a retry. While nothing can be retried it stays, keeps the focus and says why. Not there for who
 * may not retry.
 */
export function RetryButton({ batch, ...props }: ComponentProps<typeof Button> & { readonly batch: BatchView }) {
  const canRun = useCan('run');
  const reason = whyNoRetry(batch);
  if (!canRun) return null;
  if (reason === null) return <Button {...props} />;
  return (
    <Tooltip content={reason}>
      <Button {...props} disabled focusableWhenDisabled />
    </Tooltip>
  );
}

/** The same reason as a text, once beside such buttons, where nothing can hover: on a phone. */
export function TouchRetryReason({ batch, className }: { readonly batch: BatchView; readonly className?: string }) {
  const canRun = useCan('run');
  const reason = whyNoRetry(batch);
  return reason === null || !canRun ? null : (
    <p className={cn('no-hover:block hidden text-sm text-ink-3', className)}>{reason}</p>
  );
}
