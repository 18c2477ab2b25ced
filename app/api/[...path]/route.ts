import { composeRoute } from '#app/_server/define-route.ts';
import { NotFoundError } from '#lib/errors.ts';

/** What is no route gets an answer like the others, not a page. */
export const GET = composeRoute(() => Promise.reject(new NotFoundError('There is no such page or file.')));
