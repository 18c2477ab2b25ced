import type { Hold } from './hold.ts';

type HiddenJobHold = Extract<Hold, { code: 'job_unknown' | 'results_unknown' | 'job_unreachable' }>;

/**
 * True where a provider does not show a job that it has made: it is looked at from time to time while a person
 * decides.
 */
export function isJobHidden(hold: Hold | null): hold is HiddenJobHold {
  return hold?.code === 'job_unknown' || hold?.code === 'results_unknown' || hold?.code === 'job_unreachable';
}
