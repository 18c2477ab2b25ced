import { defineRoute } from '#app/_server/define-route.ts';
import { findRequests } from '#lib/batch/reads/find-requests.ts';

/** Requests in input order: `outcome`, `causeId`, `customId` or several `customIds`, `after`, `limit`. */
export const GET = defineRoute(findRequests, {
  numbers: ['limit'],
  lists: ['customIds'],
});
