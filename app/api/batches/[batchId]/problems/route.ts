import { defineRoute } from '#app/_server/define-route.ts';
import { readProblems } from '#lib/batch/reads/read-problems.ts';

/** What the check found, in the order of lines: `code`, `param`, `after`, `limit`. */
export const GET = defineRoute(readProblems, { numbers: ['limit'] });
