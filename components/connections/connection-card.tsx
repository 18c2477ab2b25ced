'use client';

import { useQueryClient } from '@tanstack/react-query';
import { Ellipsis, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { SampleButton } from '#components/batches/sample-button.tsx';
import { useAction } from '#components/live/use-action.ts';
import { useCan } from '#components/rights/page-frame.tsx';
import { Button } from '#components/ui/button.tsx';
import { Fact, FactList } from '#components/ui/facts.tsx';
import { Menu, MenuContent, MenuItem, MenuTrigger } from '#components/ui/menu.tsx';
import { type Format, useFormat } from '#components/ui/reader.tsx';
import type { ConnectionView } from '#lib/shared/contract/connection-view.ts';
import { connectionRemedy } from '#lib/shared/words/connection-remedy.ts';
import type { ConnectionActions } from './connection-actions.ts';
import { EditConnectionDialog } from './connection-dialog.tsx';
import { connectionKindWords } from './connection-kind-words.tsx';
import { ConnectionTest } from './connection-test.tsx';
import { connectionKeys } from './queries.ts';
import { RemoveConnectionDialog } from './remove-connection-dialog.tsx';

interface ConnectionCardProps {
  readonly connection: ConnectionView;
  readonly actions: ConnectionActions;
}

type OpenDialog = 'edit' | 'key' | 'remove' | null;

/** One connection: what it is, who uses it, whether it works; with what can be done, for who may. */
export function ConnectionCard({ connection, actions }: ConnectionCardProps) {
  const canChange = useCan('admin');
  const [dialog, setDialog] = useState<OpenDialog>(null);
  return (
    <article
      aria-label={connection.name}
      className="flex flex-col rounded-lg border border-line-strong bg-raised px-[22px] pt-5 pb-4 max-md:px-4"
    >
      <CardHead connection={connection} onRemove={canChange ? () => setDialog('remove') : null} />
      <CardFacts connection={connection} />
      <CardFoot connection={connection} actions={actions} onEdit={setDialog} />
      {canChange && (
        <CardDialogs connection={connection} actions={actions} open={dialog} onClose={() => setDialog(null)} />
      )}
    </article>
  );
}

interface CardDialogsProps extends ConnectionCardProps {
  readonly open: OpenDialog;
  readonly onClose: () => void;
}

function CardDialogs({ connection, actions, open, onClose }: CardDialogsProps) {
  return (
    <>
      <EditConnectionDialog
        connection={connection}
        isForKey={open === 'key'}
        isOpen={open === 'edit' || open === 'key'}
        onClose={onClose}
        update={actions.update}
      />
      <RemoveConnectionDialog
        connection={connection}
        isOpen={open === 'remove'}
        onClose={onClose}
        remove={actions.remove}
      />
    </>
  );
}

interface CardHeadProps {
  readonly connection: ConnectionView;
  /** Null for who may not. */
  readonly onRemove: (() => void) | null;
}

function CardHead({ connection, onRemove }: CardHeadProps) {
  const { icon: Icon, label } = connectionKindWords[connection.kind];
  return (
    <header className="flex items-center gap-3">
      <span className="grid size-9 shrink-0 place-items-center rounded-md bg-sunken text-ink-2">
        <Icon aria-hidden className="size-5" />
      </span>
      <div className="min-w-0">
        <h2 className="truncate text-lg leading-5 font-bold">{connection.name}</h2>
        <p className="text-sm text-ink-3">{label}</p>
      </div>
      {onRemove !== null && (
        <Menu>
          <MenuTrigger
            render={
              <Button
                variant="quiet"
                size="small"
                isIcon
                aria-label={`More for ${connection.name}`}
                className="ml-auto"
              >
                <Ellipsis aria-hidden />
              </Button>
            }
          />
          <MenuContent>
            <MenuItem isDestructive onClick={onRemove}>
              <Trash2 aria-hidden />
              Remove connection
            </MenuItem>
          </MenuContent>
        </Menu>
      )}
    </header>
  );
}

function CardFacts({ connection }: { readonly connection: ConnectionView }) {
  const format = useFormat();
  const canSeeKey = useCan('admin');
  const { kind, baseUrl, keyLast4 } = connection;
  return (
    <FactList className="mt-4 mb-3.5 grid-cols-[124px_minmax(0,1fr)] *:py-[5px]! max-md:grid-cols-[104px_minmax(0,1fr)]">
      <Fact label="Endpoint" align="left">
        <code className="mono block truncate leading-5" title={baseUrl}>
          {kind === 'sandbox' ? 'on this machine' : baseUrl.replace(/^https?:\/\//, '')}
        </code>
      </Fact>
      <Fact label={keyLast4 === null || keyLast4 === '' ? 'Key' : 'Key ends in'} align="left">
        {keyLast4 === null || keyLast4 === '' ? (
          <span className="text-ink-3">{canSeeKey || keyLast4 === null ? keyWords(connection) : 'saved'}</span>
        ) : (
          <code className="mono leading-5">{keyLast4}</code>
        )}
      </Fact>
      <Fact label="Job size" align="left">
        {limitWords(connection, format)}
      </Fact>
      <Fact label="In use by" align="left">
        {useWords(connection, format)}
      </Fact>
    </FactList>
  );
}

function keyWords({ kind, keyLast4 }: ConnectionView): string {
  if (kind === 'sandbox') return 'none needed';
  return keyLast4 === null ? 'none' : 'saved, too short to show a part of it';
}

function limitWords({ limits }: ConnectionView, format: Format): string {
  const { maxRequestsPerJob, maxBytesPerJob, maxEnqueuedTokens } = limits;
  const parts = [
    maxRequestsPerJob === null ? null : format.count(maxRequestsPerJob, 'request'),
    maxBytesPerJob === null ? null : format.bytes(maxBytesPerJob),
    maxEnqueuedTokens === null ? null : format.count(maxEnqueuedTokens, 'enqueued token'),
  ].filter((part) => part !== null);
  return parts.length === 0 ? 'the provider’s limit' : `at most ${parts.join(', ')}`;
}

function useWords({ batchCount, openBatchCount }: ConnectionView, format: Format): string {
  if (batchCount === 0) return 'No batch yet';
  const open = openBatchCount === 0 ? 'No open batch' : format.count(openBatchCount, 'open batch', 'open batches');
  return `${open}, ${format.number(batchCount)} in all`;
}

interface CardFootProps extends ConnectionCardProps {
  readonly onEdit: (dialog: 'edit' | 'key') => void;
}

function CardFoot({ connection, actions, onEdit }: CardFootProps) {
  const canChange = useCan('admin');
  const queryClient = useQueryClient();
  const test = useAction(actions.test, {
    onSuccess: () => queryClient.invalidateQueries({ queryKey: connectionKeys.all }),
  });
  const remedy = connectionRemedy(connection);
  return (
    <>
      <ConnectionTest connection={connection} isTesting={test.isPending} failure={test.error} />
      <footer className="mt-auto flex flex-wrap gap-2 pt-4 empty:hidden">
        {canChange && (
          <>
            {remedy === 'new_key' && (
              <Button size="small" onClick={() => onEdit('key')}>
                Enter a new key
              </Button>
            )}
            {remedy === 'address' && (
              <Button size="small" onClick={() => onEdit('edit')}>
                Correct the address
              </Button>
            )}
            <Button size="small" isPending={test.isPending} onClick={() => test.run({ id: connection.id })}>
              Test connection
            </Button>
            <Button size="small" onClick={() => onEdit('edit')}>
              Edit
            </Button>
          </>
        )}
        {connection.kind === 'sandbox' && (
          <SampleButton size="small" createSample={actions.createSample}>
            New sample batch
          </SampleButton>
        )}
      </footer>
    </>
  );
}
