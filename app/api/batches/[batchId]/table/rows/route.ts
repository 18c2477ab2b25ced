import { defineRoute } from '#app/_server/define-route.ts';
import { getTableRows } from '#lib/batch/reads/get-table-rows.ts';

/** Rows of the table: `start` or `row`, `count`. */
export const GET = defineRoute(getTableRows, { numbers: ['start', 'row', 'count'] });
