import type { EventView } from '#lib/shared/contract/batch-view.ts';

/**
 * The events that are worth an entry of their own: a job's good end is told by its answers coming in, and the
 * answers of an attempt's only job by the attempt's end.
 */
export function notableEvents(events: readonly EventView[], hasParts: boolean): readonly EventView[] {
  return events.filter((event, index) => {
    const later = events.slice(index + 1);
    if (event.kind === 'job_ended' && event.data.status === 'completed') {
      return !later.some((other) => other.kind === 'job_collected' && other.data.part === event.data.part);
    }
    return !(event.kind === 'job_collected' && !hasParts && later[0]?.kind === 'finished');
  });
}
