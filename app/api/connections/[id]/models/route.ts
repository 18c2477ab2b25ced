import { defineRoute } from '#app/_server/define-route.ts';
import { listModels } from '#lib/connections/list-models.ts';

/** The models that a connection offers. */
export const GET = defineRoute(listModels);
