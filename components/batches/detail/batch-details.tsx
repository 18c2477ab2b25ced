'use client';

import { useReaderId } from '#components/rights/page-frame.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Fact, FactList } from '#components/ui/facts.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import { TextLink } from '#components/ui/text-link.tsx';
import { Time } from '#components/ui/time.tsx';
import type { BatchView } from '#lib/shared/contract/batch-view.ts';
import { personName } from '#lib/shared/words/person-name.ts';

/** What the batch is made of. */
export function BatchDetails({ batch }: { readonly batch: BatchView }) {
  const readerId = useReaderId();
  const { check, connection, startedBy } = batch;
  return (
    <FactList className="-mt-[7px]">
      {readerId !== null && (
        <Fact label={startedBy === null ? 'Created by' : 'Started by'}>
          <span className="wrap-anywhere">{personName(startedBy ?? batch.createdBy, readerId)}</span>
        </Fact>
      )}
      <Fact label="Connection">
        {connection === null ? (
          batch.isOfScript ? (
            'A script’s own client'
          ) : (
            'Not chosen'
          )
        ) : (
          <TextLink href="/connections">{connection.name}</TextLink>
        )}
      </Fact>
      <Fact label="Model">{check?.model ?? 'Not known'}</Fact>
      <Fact label="Endpoint">
        {check?.endpoint == null ? 'Not known' : <span className="mono leading-5 wrap-anywhere">{check.endpoint}</span>}
      </Fact>
      <FileFacts batch={batch} />
      <Fact label="Created">
        <Time value={batch.createdAt} />
      </Fact>
      <Fact label="Batch ID">
        <span className="inline-flex items-center gap-1">
          <span className="mono wrap-anywhere">{batch.id}</span>
          <CopyButton text={batch.id} label="Copy batch ID" />
        </span>
      </Fact>
    </FactList>
  );
}

/** What was uploaded, and what was made of it. */
function FileFacts({ batch: { table, input } }: { readonly batch: BatchView }) {
  const format = useFormat();
  return (
    <>
      {table !== null && (
        <Fact label="Table">
          <span className="wrap-anywhere">{table.name}</span>,{' '}
          <span className="whitespace-nowrap">{format.bytes(table.bytes)}</span>
        </Fact>
      )}
      {table?.origin != null && (
        <Fact label="Template">
          <TextLink href={`/templates/${encodeURIComponent(table.origin.templateId)}?version=${table.origin.version}`}>
            {table.origin.name}
          </TextLink>
          , version {format.number(table.origin.version)}
        </Fact>
      )}
      {(table === null || table.isMade) && (
        <Fact label="Input file">
          <span className="wrap-anywhere">{input.name}</span>,{' '}
          <span className="whitespace-nowrap">{format.bytes(input.bytes)}</span>
        </Fact>
      )}
    </>
  );
}

/** Tokens of all collected answers. */
export function BatchTokens({ batch }: { readonly batch: BatchView }) {
  const format = useFormat();
  const { inputTokens, outputTokens } = batch.usage;
  return (
    <FactList className="-mt-[7px]">
      <Fact label="In">{format.number(inputTokens ?? 0)}</Fact>
      <Fact label="Out">{format.number(outputTokens ?? 0)}</Fact>
    </FactList>
  );
}
