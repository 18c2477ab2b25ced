import type { Actor } from '#lib/shared/contract/actor.ts';
import type { EventDraft } from '#lib/shared/contract/events.ts';
import type { BatchRecord } from './record.ts';

const maxEvents = 1000;

/** When a change happens, and who makes it. */
export interface Stamp {
  readonly at: Date;
  readonly actor: Actor;
}

/** Notes what happened, for the timeline. When there are too many entries, the oldest ones go, except the first. */
export function addEvent(draft: BatchRecord, { at, actor }: Stamp, event: EventDraft): void {
  const seq = (draft.events.at(-1)?.seq ?? 0) + 1;
  draft.events.push({ seq, at: at.toISOString(), actor, ...event });
  if (draft.events.length > maxEvents) draft.events.splice(1, draft.events.length - maxEvents);
}
