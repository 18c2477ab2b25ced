import { composeRoute } from '#app/_server/define-route.ts';
import { defineWriteRoute } from '#app/_server/define-write-route.ts';
import { NotFoundError } from '#lib/errors.ts';

const refuse = (): Promise<never> => Promise.reject(new NotFoundError('There is no such page or file.'));

/** What is no route gets an answer like the others, not a page. */
export const GET = composeRoute(refuse);
export const POST = defineWriteRoute(refuse);
