'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { connectionListOptions } from '#components/connections/queries.ts';
import { useAction } from '#components/live/use-action.ts';
import { useCan } from '#components/rights/page-frame.tsx';
import { Button, ButtonLink } from '#components/ui/button.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { Select } from '#components/ui/select.tsx';
import type { BatchView } from '#lib/shared/contract/batch-view.ts';
import type { BatchActions } from '../batch-actions.ts';
import { batchKeys } from '../queries.ts';

interface RemovedConnectionProps {
  readonly batch: BatchView;
  readonly chooseConnection: BatchActions['chooseConnection'];
}

/** Says that nothing can be sent without a connection, and lets who may run it choose another one right there. */
export function RemovedConnection({ batch, chooseConnection }: RemovedConnectionProps) {
  const canRun = useCan('run');
  if (batch.connection !== null || batch.isOfScript || batch.attempts.length === 0) return null;
  if (canRun) return <ConnectionChoice batch={batch} chooseConnection={chooseConnection} />;
  return (
    <Notice tone="attention" className="mt-6">
      <b>The connection of this batch was removed.</b> Its answers are still here.
    </Notice>
  );
}

function ConnectionChoice({ batch, chooseConnection }: RemovedConnectionProps) {
  const queryClient = useQueryClient();
  const connections = useQuery(connectionListOptions());
  const [chosen, setChosen] = useState<string | null>(null);
  const choosing = useAction(chooseConnection, {
    onSuccess: () => queryClient.invalidateQueries({ queryKey: batchKeys.all }),
  });
  const options = connections.data ?? [];
  return (
    <Notice tone="attention" className="mt-6">
      <b>The connection of this batch was removed.</b> Its answers are still here. To retry requests, choose where they
      are sent.
      <div className="mt-3 flex flex-wrap gap-2">
        {connections.isSuccess && options.length === 0 ? (
          <AddConnection />
        ) : (
          <>
            <div className="w-72 max-w-full">
              <Select
                label="Connection"
                value={chosen}
                placeholder="Choose a connection"
                onChange={setChosen}
                isDisabled={options.length === 0}
                options={options.map(({ id, name }) => ({ value: id, label: name }))}
              />
            </div>
            <Button
              disabled={chosen === null}
              isPending={choosing.isPending}
              onClick={() => chosen !== null && choosing.run({ batchId: batch.id, connectionId: chosen })}
            >
              Use this connection
            </Button>
          </>
        )}
      </div>
      {(choosing.error ?? connections.error) !== null && (
        <p role="alert" className="mt-2 text-failed-text">
          {(choosing.error ?? connections.error)?.message}
        </p>
      )}
    </Notice>
  );
}

function AddConnection() {
  const canAdd = useCan('admin');
  if (!canAdd) return <p>There is no connection. An admin of the workspace can add one.</p>;
  return (
    <ButtonLink href="/connections" size="small">
      Add a connection
    </ButtonLink>
  );
}
