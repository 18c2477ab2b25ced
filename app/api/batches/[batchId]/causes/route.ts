import { defineRoute } from '#app/_server/define-route.ts';
import { listCauses } from '#lib/batch/reads/list-causes.ts';

export const GET = defineRoute(listCauses);
