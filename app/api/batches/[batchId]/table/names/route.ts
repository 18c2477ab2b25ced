import { defineRoute } from '#app/_server/define-route.ts';
import { checkRowNames } from '#lib/batch/reads/check-row-names.ts';

/** Whether a `column` of the table can name its rows. */
export const GET = defineRoute(checkRowNames);
