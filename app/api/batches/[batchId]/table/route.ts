import { defineRoute } from '#app/_server/define-route.ts';
import { getTable } from '#lib/batch/reads/get-table.ts';

/** The table of which the batch is made: first rows, columns and problems. */
export const GET = defineRoute(getTable);
