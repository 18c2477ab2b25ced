import type { Right, Role } from '#lib/shared/contract/rights.ts';

/** How roles read, and what each adds to the one before it. */
export const roleWords: Readonly<Record<Role, { readonly name: string; readonly may: string }>> = {
  viewer: { name: 'Viewer', may: 'Sees batches, answers and costs, and downloads them' },
  runner: { name: 'Runner', may: 'Also uploads, starts, retries and cancels, and keeps templates' },
  admin: { name: 'Admin', may: 'Also manages connections, members and all batches' },
  owner: { name: 'Owner', may: 'Also decides who is an owner, and may delete the workspace' },
};

/** What each right lets its holder do, in short. */
export const rightWords: Readonly<Record<Right, string>> = {
  see: 'See batches, answers and costs, download',
  run: 'Upload, start, retry, cancel, delete one’s own, keep and delete templates',
  admin: 'Connections, members, invitations, audit log, delete any batch',
  own: 'Make owners, or take that away; delete the workspace',
};
