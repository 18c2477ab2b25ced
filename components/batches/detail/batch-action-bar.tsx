'use client';

import { ChevronDown, Copy, Download, Ellipsis, RotateCw, Trash2 } from 'lucide-react';
import { Button, ButtonLink } from '#components/ui/button.tsx';
import { copyText } from '#components/ui/copy-text.ts';
import { DownloadLink } from '#components/ui/download-link.tsx';
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from '#components/ui/menu.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import type { RetryScope } from '#lib/shared/contract/batch-inputs.ts';
import type { BatchView } from '#lib/shared/contract/batch-view.ts';
import type { BatchActions } from '../batch-actions.ts';
import { batchPath } from '../batch-queries.ts';
import { StartButton } from './start-button.tsx';

interface BatchActionBarProps {
  readonly batch: BatchView;
  readonly startBatch: BatchActions['startBatch'];
  readonly onRetry: (scope: RetryScope) => void;
  readonly onCancel: () => void;
  readonly onRemove: () => void;
}

/** What can be done with the batch in its state; at most one filled button. */
export function BatchActionBar({ batch, startBatch, onRetry, onCancel, onRemove }: BatchActionBarProps) {
  const format = useFormat();
  const { actions, retry, counts } = batch;
  const isDraft = batch.attempts.length === 0;
  const hasResults = counts.succeeded + counts.failed > 0;
  const canRetryCurable = actions.canRetry && retry.curable > 0;
  const isFlawless = batch.endedAt !== null && counts.failed + counts.missing === 0;
  const download = hasResults && (
    <DownloadLink
      href={batchPath(batch.id, 'results.jsonl')}
      variant={isFlawless ? 'primary' : 'secondary'}
      className={canRetryCurable || batch.isOfScript ? undefined : 'max-md:basis-full!'}
    >
      <Download aria-hidden />
      {batch.endedAt === null ? 'Download results so far' : 'Download results'}
    </DownloadLink>
  );
  return (
    <>
      {isDraft && <DraftActions batch={batch} startBatch={startBatch} />}
      {canRetryCurable && (
        <Button variant="primary" onClick={() => onRetry({ kind: 'curable' })}>
          <RotateCw aria-hidden />
          Retry {format.count(retry.curable, 'request')}
        </Button>
      )}
      {/* Where there is nothing to mend, the answers come first. */}
      {!canRetryCurable && download}
      {actions.canRetry && <OtherRetries batch={batch} onRetry={onRetry} />}
      {canRetryCurable && download}
      {actions.canCancel && <Button onClick={onCancel}>Cancel batch</Button>}
      <MoreMenu batch={batch} onRemove={onRemove} />
    </>
  );
}

function DraftActions({ batch, startBatch }: Pick<BatchActionBarProps, 'batch' | 'startBatch'>) {
  const setUp = `/batches/new?batch=${encodeURIComponent(batch.id)}`;
  const isReady = batch.actions.canStart && batch.connection !== null;
  return (
    <>
      {isReady && <StartButton batch={batch} startBatch={startBatch} />}
      <ButtonLink href={setUp} variant={isReady ? 'secondary' : 'primary'}>
        {isReady ? 'Change' : 'Finish setting up'}
      </ButtonLink>
    </>
  );
}

function OtherRetries({ batch, onRetry }: Pick<BatchActionBarProps, 'batch' | 'onRetry'>) {
  const format = useFormat();
  const { counts, retry } = batch;
  const unsuccessful = counts.failed + counts.missing;
  const others: readonly { readonly scope: RetryScope; readonly label: string; readonly count: number }[] = [
    { scope: { kind: 'failed' }, label: 'The failed ones', count: counts.missing > 0 ? counts.failed : 0 },
    { scope: { kind: 'missing' }, label: 'The missing ones', count: counts.failed > 0 ? counts.missing : 0 },
    { scope: { kind: 'incurable' }, label: 'Those that a retry seldom cures', count: retry.incurable },
    { scope: { kind: 'unsuccessful' }, label: 'All without an answer', count: unsuccessful },
    { scope: { kind: 'all' }, label: 'Everything, answered ones too', count: counts.total },
  ];
  return (
    <Menu>
      <MenuTrigger
        render={
          <Button>
            Other retries
            <ChevronDown aria-hidden />
          </Button>
        }
      />
      <MenuContent>
        {others
          .filter((other) => other.count > 0)
          .map(({ scope, label, count }) => (
            <MenuItem key={scope.kind} onClick={() => onRetry(scope)}>
              <span className="flex-1">{label}</span> <span className="pl-6 text-ink-3">{format.number(count)}</span>
            </MenuItem>
          ))}
      </MenuContent>
    </Menu>
  );
}

function MoreMenu({ batch, onRemove }: Pick<BatchActionBarProps, 'batch' | 'onRemove'>) {
  return (
    <Menu>
      <MenuTrigger
        render={
          <Button isIcon aria-label="More" className="max-md:flex-none!">
            <Ellipsis aria-hidden />
          </Button>
        }
      />
      <MenuContent>
        <MenuItem onClick={() => void copyText(batch.id, 'batch ID')}>
          <Copy aria-hidden />
          Copy batch ID
        </MenuItem>
        <MenuSeparator />
        <MenuItem isDestructive onClick={onRemove} disabled={batch.isRemoveRequested}>
          <Trash2 aria-hidden />
          Delete batch
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}
