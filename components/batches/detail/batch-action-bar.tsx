'use client';

import { ChevronDown, Copy, CopyPlus, Download, Ellipsis, RotateCw, Trash2 } from 'lucide-react';
import { useCan } from '#components/rights/page-frame.tsx';
import { Button, ButtonLink } from '#components/ui/button.tsx';
import { copyText } from '#components/ui/copy-text.ts';
import { Menu, MenuContent, MenuDownload, MenuItem, MenuSeparator, MenuTrigger } from '#components/ui/menu.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import type { RetryScope } from '#lib/shared/contract/batch-inputs.ts';
import type { BatchView } from '#lib/shared/contract/batch-view.ts';
import type { BatchActions } from '../batch-actions.ts';
import { batchPath } from '../batch-queries.ts';
import { RetryButton, TouchRetryReason } from '../retry-button.tsx';
import { isRetryInQuestion, whyNoRetry } from '../why-no-retry.ts';
import { StartButton } from './start-button.tsx';

interface BatchActionBarProps {
  readonly batch: BatchView;
  readonly startBatch: BatchActions['startBatch'];
  readonly onRetry: (scope: RetryScope) => void;
  readonly onCancel: () => void;
  readonly onRemove: () => void;
}

/** What the reader can do with the batch in its state; at most one filled button. */
export function BatchActionBar({ batch, startBatch, onRetry, onCancel, onRemove }: BatchActionBarProps) {
  const format = useFormat();
  const canRun = useCan('run');
  const { actions, retry, counts } = batch;
  const isDraft = batch.attempts.length === 0;
  const hasResults = counts.succeeded + counts.failed > 0;
  // While an attempt runs the buttons stay, and say when the next retry can start.
  const hasRetries = canRun && (actions.canRetry || (isRetryInQuestion(batch) && unsuccessfulOf(batch) > 0));
  const canCancel = canRun && actions.canCancel;
  const hasRetry = hasRetries && retry.curable > 0;
  const download = hasResults && (
    <DownloadMenu
      batch={batch}
      isPrimary={batch.endedAt !== null && !hasRetry}
      className={hasRetry || batch.isOfScript ? undefined : 'max-md:basis-full!'}
    />
  );
  return (
    <>
      {isDraft && canRun && <DraftActions batch={batch} startBatch={startBatch} />}
      {hasRetry && (
        <RetryButton
          batch={batch}
          variant="primary"
          onClick={() => onRetry({ kind: 'curable' })}
          className={hasResults || canCancel ? undefined : 'max-md:basis-full!'}
        >
          <RotateCw aria-hidden />
          Retry {format.count(retry.curable, 'request')}
        </RetryButton>
      )}
      {/* Where no retry helps, the answers come first. */}
      {!hasRetry && download}
      {hasRetries && <OtherRetries batch={batch} onRetry={onRetry} />}
      {hasRetry && download}
      {canCancel && <Button onClick={onCancel}>Cancel batch</Button>}
      {canRun && batch.endedAt !== null && <RunAgain batch={batch} />}
      <MoreMenu batch={batch} onRemove={onRemove} />
      {hasRetries && <TouchRetryReason batch={batch} className="basis-full" />}
    </>
  );
}

/** The same question about another table. */
function RunAgain({ batch }: Pick<BatchActionBarProps, 'batch'>) {
  if (batch.table?.isMade !== true) return null;
  return (
    <ButtonLink href={`/batches/new?like=${encodeURIComponent(batch.id)}`}>
      <CopyPlus aria-hidden />
      Run again with a new file
    </ButtonLink>
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

interface DownloadMenuProps {
  readonly batch: BatchView;
  readonly isPrimary: boolean;
  readonly className?: string;
}

/** The answers as a table or as they came; all other files are under Downloads. */
function DownloadMenu({ batch, isPrimary, className }: DownloadMenuProps) {
  return (
    <Menu>
      <MenuTrigger
        render={
          <Button variant={isPrimary ? 'primary' : 'secondary'} className={className}>
            <Download aria-hidden />
            {batch.endedAt === null ? 'Download results so far' : 'Download results'}
            <ChevronDown aria-hidden />
          </Button>
        }
      />
      <MenuContent>
        <MenuDownload href={batchPath(batch.id, 'results.xlsx')}>Excel</MenuDownload>
        <MenuDownload href={batchPath(batch.id, 'results.csv')}>For spreadsheets (CSV)</MenuDownload>
        <MenuDownload href={batchPath(batch.id, 'results.jsonl')}>As the provider sent them (JSONL)</MenuDownload>
      </MenuContent>
    </Menu>
  );
}

function OtherRetries({ batch, onRetry }: Pick<BatchActionBarProps, 'batch' | 'onRetry'>) {
  const format = useFormat();
  const { counts, retry } = batch;
  const unsuccessful = unsuccessfulOf(batch);
  const ofTwo = (count: number): number => (count < unsuccessful ? count : 0);
  const others: readonly { readonly scope: RetryScope; readonly label: string; readonly count: number }[] = [
    { scope: { kind: 'failed' }, label: 'Failed', count: ofTwo(counts.failed) },
    { scope: { kind: 'missing' }, label: 'Missing', count: ofTwo(counts.missing) },
    { scope: { kind: 'not_answered' }, label: 'Not answered', count: ofTwo(counts.notAnswered) },
    { scope: { kind: 'incurable' }, label: 'Unlikely to succeed', count: retry.incurable },
    { scope: { kind: 'unsuccessful' }, label: 'All without an answer', count: unsuccessful },
    { scope: { kind: 'all' }, label: 'Everything, also what has an answer', count: counts.total },
  ];
  return (
    <Menu>
      <MenuTrigger
        disabled={whyNoRetry(batch) !== null}
        render={
          <RetryButton batch={batch}>
            Other retries
            <ChevronDown aria-hidden />
          </RetryButton>
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

function unsuccessfulOf({ counts }: BatchView): number {
  return counts.failed + counts.missing + counts.notAnswered;
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
        {batch.actions.canRemove && (
          <>
            <MenuSeparator />
            <MenuItem isDestructive onClick={onRemove} disabled={batch.isRemoveRequested}>
              <Trash2 aria-hidden />
              Delete batch
            </MenuItem>
          </>
        )}
      </MenuContent>
    </Menu>
  );
}
