import { createLoader } from 'nuqs/server';
import { tabParser } from '#components/batches/batch-tabs.ts';
import { requestListParsers } from '#components/batches/requests/request-list-query.ts';

export const loadBatchState = createLoader({ tab: tabParser, ...requestListParsers });
