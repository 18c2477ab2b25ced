import type { Role } from './rights.ts';

/** For whom a page was made, and as what: it says so when it opens its event stream. */
export function pageAccessOf(personId: string, role: Role): string {
  return `${role}.${personId}`;
}
