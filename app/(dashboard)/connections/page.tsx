import type { Metadata } from 'next';
import { call } from '#app/_server/call.ts';
import { ConnectionList } from '#components/connections/connection-list.tsx';
import { connectionKeys } from '#components/connections/queries.ts';
import { HydrateQueries } from '#components/layout/hydrate-queries.tsx';
import { listConnections } from '#lib/connections/list-connections.ts';
import { createSampleBatchAction } from '../batches/actions.ts';
import {
  createConnectionAction,
  removeConnectionAction,
  testConnectionAction,
  updateConnectionAction,
} from './actions.ts';

export const metadata: Metadata = { title: 'Connections' };

const actions = {
  create: createConnectionAction,
  update: updateConnectionAction,
  remove: removeConnectionAction,
  test: testConnectionAction,
  createSample: createSampleBatchAction,
};

export default async function ConnectionsPage() {
  const connections = await call(listConnections);
  return (
    <HydrateQueries queries={[[connectionKeys.all, connections]]}>
      <ConnectionList actions={actions} />
    </HydrateQueries>
  );
}
