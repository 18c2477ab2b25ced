import type { Metadata } from 'next';
import { getContext } from '#app/_server/context.ts';
import { NewBatchPage } from '#components/batches/new/new-batch-page.tsx';
import { listConnections } from '#lib/connections/list-connections.ts';
import { batchActions } from '../batch-actions.ts';

export const metadata: Metadata = { title: 'New batch' };

export default async function NewBatchRoute() {
  const connections = await listConnections(await getContext());
  return <NewBatchPage connections={connections} actions={batchActions} />;
}
