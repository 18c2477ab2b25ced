import { defineRoute } from '#app/_server/define-route.ts';
import { getBatch } from '#lib/batch/reads/get-batch.ts';

export const GET = defineRoute(getBatch);
