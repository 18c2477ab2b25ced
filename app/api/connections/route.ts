import { defineRoute } from '#app/_server/define-route.ts';
import { listConnections } from '#lib/connections/list-connections.ts';

export const GET = defineRoute(listConnections);
