import type { Context } from '#lib/contracts/context.ts';
import type { Quota, Shortage } from '#lib/contracts/quota.ts';
import { WrongStateError } from '#lib/errors.ts';
import { formatBytes } from '#lib/shared/words/format.ts';

/** Far longer than bytes that are on their way let wait for themselves. */
const idleMs = 60 * 60 * 1000;

const leastStepBytes = 64 * 1024;

type Claimer = Pick<Context, 'quota' | 'workspace' | 'clock'>;

interface Claim {
  readonly id: string;
  readonly bytes: number;
  readonly expiresAt: Date;
  /** What needs the room, such as "this file has". */
  readonly need: string;
}

/** Sets room aside in the workspace until it is released. Throws `WrongStateError` that says how much is left. */
export async function claimRoom(ctx: Claimer, { need, ...claim }: Claim): Promise<void> {
  const shortage = (await ctx.quota?.claim({ ...claim, now: ctx.clock.now() })) ?? null;
  if (shortage !== null) throw noRoom(ctx, shortage, `${need} ${formatBytes(claim.bytes, 'en')}`);
}

/** Does `work`, which stores or promises to store up to `bytes`, where there is room for them. Throws as `claimRoom`. */
export async function withRoom<T>(
  ctx: Context,
  { bytes, need }: Pick<Claim, 'bytes' | 'need'>,
  work: () => Promise<T>,
): Promise<T> {
  if (ctx.quota === undefined) return work();
  const id = ctx.ids.next('claim');
  await claimRoom(ctx, { id, bytes, need, expiresAt: soon(ctx) });
  return releasing(ctx.quota, id, work);
}

/**
 * Has `store` save content whose size nobody knows before it has come: room is set aside as it comes, always before
 * the bytes are stored. `store` is to save what then counts in its place. Throws as `claimRoom`.
 */
export async function storeInRoom<T>(
  ctx: Context,
  content: AsyncIterable<Uint8Array>,
  store: (content: AsyncIterable<Uint8Array>) => Promise<T>,
): Promise<T> {
  const { quota } = ctx;
  if (quota === undefined) return store(content);
  const id = ctx.ids.next('claim');
  return releasing(quota, id, () => store(claimAsItComes(ctx, quota, id, content)));
}

async function* claimAsItComes(
  ctx: Claimer,
  quota: Quota,
  id: string,
  content: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let arrived = 0;
  let claimed = 0;
  for await (const chunk of content) {
    arrived += chunk.length;
    if (arrived > claimed) claimed = await claimAtLeast(ctx, quota, id, arrived);
    yield chunk;
  }
}

/** Claims some more, so that not each chunk asks the database; where there is little left, all that is. */
async function claimAtLeast(ctx: Claimer, quota: Quota, id: string, bytes: number): Promise<number> {
  let wanted = Math.ceil(bytes * 1.25) + leastStepBytes;
  for (;;) {
    const shortage = await quota.claim({ id, bytes: wanted, now: ctx.clock.now(), expiresAt: soon(ctx) });
    if (shortage === null) return wanted;
    if (shortage.leftBytes < bytes) throw noRoom(ctx, shortage, 'this file is larger');
    wanted = shortage.leftBytes;
  }
}

async function releasing<T>(quota: Quota, id: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    await quota.release(id);
  }
}

function soon({ clock }: Claimer): Date {
  return new Date(clock.now().getTime() + idleMs);
}

function noRoom({ workspace }: Claimer, { leftBytes, limitBytes }: Shortage, need: string): WrongStateError {
  return new WrongStateError(
    `The workspace ${workspace.name} has ${formatBytes(leftBytes, 'en')} left of its ${formatBytes(limitBytes, 'en')}, and ${need}. Delete batches that nobody needs any more, or ask whoever runs LangBatch for more room.`,
  );
}
