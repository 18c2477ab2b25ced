import type { Role } from '../contract/rights.ts';

/** How roles read, and what each adds to the one before it. */
export const roleWords: Readonly<Record<Role, { readonly name: string; readonly may: string }>> = {
  viewer: { name: 'Viewer', may: 'Sees batches, answers and costs, and downloads them' },
  runner: { name: 'Runner', may: 'Also uploads, starts, retries and cancels' },
  admin: { name: 'Admin', may: 'Also manages connections, members and all batches' },
  owner: { name: 'Owner', may: 'Also decides who is an owner' },
};
