import { defineRoute } from '#app/_server/define-route.ts';
import { previewRetry } from '#lib/batch/reads/preview-retry.ts';

/** What a retry would send: `scope` is a retry scope as JSON. */
export const GET = defineRoute(previewRetry, { json: ['scope'] });
