import { defineRoute } from '#app/_server/define-route.ts';
import { getTableRows } from '#lib/batch/reads/get-table-rows.ts';

/** Rows of the table: `start`, `count`. */
export const GET = defineRoute(getTableRows, { numbers: ['start', 'count'] });
