import * as z from 'zod/mini';

/**
 * An id of ours, or the sentence. Ids come from addresses too: NUL is in none of ours, and no database can look for it.
 */
export const idOr = (sentence: string) => z.string().check(z.regex(/^[^\0]{1,64}$/u, sentence));

export const idInput = idOr('There is nothing with this id. Load the page again.');
