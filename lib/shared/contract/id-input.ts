import { z } from 'zod';

/** Ids come from addresses too: NUL is in none of ours, and no database can look for it. */
export const idInput = z.string().regex(/^[^\0]{1,64}$/u, 'There is nothing with this id. Load the page again.');
