import { addEvent } from '#lib/batch/store/update-batch.ts';
import type { Context } from '#lib/contracts/context.ts';
import type { ProviderError } from '#lib/providers/provider-error.ts';
import type { Hold, HoldKind } from '#lib/shared/contract/status.ts';
import type { BatchRecord } from './record.ts';
import { currentAttempt } from './state.ts';

/** A person mends these; until then a look now and then shows whether it was mended elsewhere. */
const rareLookMs = 15 * 60_000;

interface HoldReason {
  readonly kind: HoldKind;
  readonly sentence: string;
  /** How long to wait before the next try; null leaves it to the back-off. */
  readonly waitMs: number | null;
}

/** Puts a failed call that may be repeated into words. */
export function holdForError(error: ProviderError, providerName: string): HoldReason {
  switch (error.kind) {
    case 'key_refused':
      return {
        kind: 'key_refused',
        sentence: `${providerName} refused the key. Enter a new one under Connections.`,
        waitMs: rareLookMs,
      };
    case 'not_allowed':
      return { kind: 'refused', sentence: error.message, waitMs: rareLookMs };
    case 'quota':
      return {
        kind: 'spending_limit',
        sentence: `${providerName} says that the account's quota or money is used up. Top it up there; this goes on by itself.`,
        waitMs: rareLookMs,
      };
    case 'rate_limited':
      return {
        kind: 'rate_limit',
        sentence: `${providerName} asks to wait. The next try follows by itself.`,
        waitMs: null,
      };
    case 'rejected':
    case 'not_found':
      return { kind: 'refused', sentence: error.message, waitMs: null };
    case 'unavailable':
      return {
        kind: 'provider_down',
        sentence: `${providerName} ${error.statusCode === null ? 'cannot be reached' : `has trouble (HTTP ${error.statusCode})`}. The next try follows by itself; nothing is lost.`,
        waitMs: null,
      };
    case 'unreadable':
      return {
        kind: 'provider_down',
        sentence: `${providerName} answered with something that is not its API's, such as a web page or a part of a file. The next try follows by itself; if it stays so, check the connection's address.`,
        waitMs: null,
      };
  }
}

/** Something that can be held up: a batch, or one of its jobs. */
interface Holdable {
  hold: Hold | null;
}

/**
 * Notes why `target` waits. The same kind again keeps its beginning. That parts wait for room is told once, however many they are.
 */
export function beginHold(ctx: Context, draft: BatchRecord, target: Holdable, kind: HoldKind, sentence: string): void {
  const isNew = target.hold?.kind !== kind;
  target.hold = {
    kind,
    sentence,
    since: isNew ? ctx.clock.now().toISOString() : (target.hold?.since ?? ctx.clock.now().toISOString()),
  };
  if (!isNew || isShared(draft, target, kind)) return;
  addEvent(draft, { at: ctx.clock.now(), actor: ctx.actor, kind: 'hold_began', data: { kind, sentence } });
}

export function endHold(ctx: Context, draft: BatchRecord, target: Holdable): void {
  if (target.hold === null) return;
  const { kind } = target.hold;
  target.hold = null;
  if (isShared(draft, target, kind)) return;
  addEvent(draft, { at: ctx.clock.now(), actor: ctx.actor, kind: 'hold_ended', data: { kind } });
}

function isShared(draft: BatchRecord, target: Holdable, kind: HoldKind): boolean {
  if (kind !== 'token_limit') return false;
  return (currentAttempt(draft)?.jobs ?? []).some((job) => job !== target && job.hold?.kind === kind);
}
