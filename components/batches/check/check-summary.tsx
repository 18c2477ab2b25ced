'use client';

import type { ReactNode } from 'react';
import { useFormat } from '#components/ui/reader.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import type { BatchView, CheckView } from '#lib/shared/contract/batch-view.ts';
import { endpointName } from './endpoint-name.ts';

interface CheckSummaryProps {
  readonly batch: BatchView;
  readonly check: CheckView;
}

/** What is in the file. Values that a running check does not know yet are on their way. */
export function CheckSummary({ batch, check }: CheckSummaryProps) {
  const format = useFormat();
  const orLater = (value: ReactNode): ReactNode => value ?? (check.isRunning ? <Skeleton width={72} /> : 'Not known');
  return (
    <dl className="flex flex-wrap justify-between gap-x-7 gap-y-3 max-md:grid max-md:grid-cols-3 max-md:gap-x-4">
      <Figure label="Requests">{check.isRunning ? '–' : format.number(check.requests)}</Figure>
      <Figure label="Endpoint">{orLater(endpointText(batch, check))}</Figure>
      <Figure label="Model">{orLater(check.model)}</Figure>
      <Figure label="Size">{format.bytes(batch.input.bytes)}</Figure>
      <Figure label="Jobs it will take">{orLater(check.jobs === null ? null : format.number(check.jobs))}</Figure>
    </dl>
  );
}

/** Where no line says it, what the requests look like is only a guess until somebody has chosen. */
function endpointText({ chosenEndpoint }: BatchView, { endpoint, needsEndpoint }: CheckView): string | null {
  if (needsEndpoint) return chosenEndpoint === null ? 'To be chosen' : endpointName(chosenEndpoint);
  return endpoint === null ? null : endpointName(endpoint);
}

function Figure({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-sm text-ink-3">{label}</dt>
      <dd className="mt-0.5 flex min-h-5 items-center font-medium wrap-anywhere">{children}</dd>
    </div>
  );
}
