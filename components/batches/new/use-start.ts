'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { parseAsString, useQueryStates } from 'nuqs';
import { useState, useTransition } from 'react';
import { createPageToken } from '#components/live/page-token.ts';
import { useAction } from '#components/live/use-action.ts';
import { useWorkspacePath } from '#components/rights/page-frame.tsx';
import type { BatchView } from '#lib/shared/contract/batch-view.ts';
import type { ConnectionView } from '#lib/shared/contract/connection-view.ts';
import type { BatchActions } from '../batch-actions.ts';
import { batchKeys } from '../queries.ts';
import { seenOf } from '../start-label.ts';
import type { BadLines } from './bad-lines-choice.tsx';
import { defaultConnection } from './default-connection.ts';
import type { StartChoices } from './start-form.tsx';

export interface Start {
  readonly choices: StartChoices;
  readonly setChoices: (choices: StartChoices) => void;
  readonly badLines: BadLines;
  readonly setBadLines: (badLines: BadLines) => void;
  /** Why it cannot start with these choices; null when it can. */
  readonly obstacle: string | null;
  readonly error: string | null;
  readonly fields: Readonly<Record<string, string>>;
  readonly pending: 'create' | 'start' | null;
  readonly create: () => void;
  readonly start: () => void;
}

/** In the address, so that a reload and the way back from the connections lose nothing. */
const editedChoices = { name: parseAsString, connectionId: parseAsString };

/** The choices for a draft, and the two ways to go on: keep it, or start it. Both lead to the batch's page. */
export function useStart(
  batch: BatchView,
  connections: readonly ConnectionView[],
  actions: Pick<BatchActions, 'keepBatch' | 'startBatch'>,
): Start {
  const [edited, setChoices] = useQueryStates(editedChoices);
  const [badLines, setBadLines] = useState<BadLines>('leave_out');
  const [token] = useState(createPageToken);
  const leave = useLeaveTo(batch.id);
  const keeping = useAction(actions.keepBatch, { onSuccess: leave.go });
  const starting = useAction(actions.startBatch, { onSuccess: leave.go });

  const choices: StartChoices = {
    name: edited.name ?? batch.name,
    connectionId: edited.connectionId ?? batch.connection?.id ?? defaultConnection(connections)?.id ?? null,
  };
  const input = {
    batchId: batch.id,
    name: choices.name,
    connectionId: choices.connectionId ?? undefined,
    leaveOutBadLines: badLines === 'leave_out',
  };
  const failure = starting.error ?? keeping.error;
  return {
    choices,
    setChoices: (changed) => void setChoices(changed),
    badLines,
    setBadLines,
    obstacle: obstacleOf(choices, badLines, batch),
    error: failure?.message ?? null,
    fields: failure?.fields ?? {},
    pending: starting.isPending || leave.isGoing ? 'start' : keeping.isPending ? 'create' : null,
    create: () => {
      starting.reset();
      keeping.run(input);
    },
    start: () => {
      keeping.reset();
      starting.run({ ...input, token, seen: seenOf(batch) });
    },
  };
}

function obstacleOf(choices: StartChoices, badLines: BadLines, batch: BatchView): string | null {
  const hasBadLines = (batch.check?.badLines ?? 0) > 0;
  if (hasBadLines && badLines === 'correct') return 'Choose the corrected file, or leave the bad lines out.';
  if (choices.name.trim() === '') return 'Give the batch a name.';
  if (batch.check?.needsEndpoint === true && batch.chosenEndpoint === null) return 'Choose the endpoint to start.';
  return choices.connectionId === null ? 'Choose a connection to start.' : null;
}

function useLeaveTo(batchId: string): { readonly go: () => void; readonly isGoing: boolean } {
  const router = useRouter();
  const inWorkspace = useWorkspacePath();
  const queryClient = useQueryClient();
  const [isGoing, startTransition] = useTransition();
  const go = () => {
    void queryClient.invalidateQueries({ queryKey: batchKeys.all });
    startTransition(() => router.push(inWorkspace(`/batches/${encodeURIComponent(batchId)}`)));
  };
  return { go, isGoing };
}
