import { createLoader } from 'nuqs/server';
import { listParsers } from '#components/batches/list/list-query.ts';

export const loadListState = createLoader(listParsers);
