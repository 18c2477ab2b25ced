import { defineRoute } from '#app/_server/define-route.ts';
import { getRequest } from '#lib/batch/reads/get-request.ts';

export const GET = defineRoute(getRequest, { numbers: ['line'] });
