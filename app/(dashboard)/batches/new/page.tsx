import type { Metadata } from 'next';
import { call } from '#app/_server/call.ts';
import { NewBatchPage } from '#components/batches/new/new-batch-page.tsx';
import { listConnections } from '#lib/connections/list-connections.ts';
import { batchActions } from '../batch-actions.ts';

export const metadata: Metadata = { title: 'New batch' };

export default async function NewBatchRoute() {
  const connections = await call(listConnections);
  return <NewBatchPage connections={connections} actions={batchActions} />;
}
