import { allJobs } from './attempts.ts';
import type { BatchRecord } from './record.ts';

/** A change of a batch in a few words: only what differs. A part without a word is left out. */
interface ChangeInWords {
  readonly before?: string;
  readonly after?: string;
}

/** What a connection is called. */
type ConnectionName = (id: string) => string;

/** What a person decides about a batch, each with its name; empty texts say nothing. */
function factsOf(record: BatchRecord, connectionName: ConnectionName): Readonly<Record<string, string>> {
  const { attempts, input, connectionId, chosenEndpoint } = record;
  const jobs = allJobs(record);
  const last = attempts.at(-1);
  return {
    name: record.name,
    file: `${input.name} (${input.bytes} bytes)`,
    connection: connectionId === null ? '' : connectionName(connectionId),
    endpoint: chosenEndpoint ?? '',
    'bad lines': record.leaveOutBadLines ? 'left out' : '',
    kept: record.isListed ? 'yes' : '',
    attempt: last === undefined ? '' : `${last.number}`,
    requests: last === undefined ? '' : `${last.requests}`,
    asked: last === undefined || last.scope === 'start' ? '' : last.scope,
    cancel: record.cancelRequestedAt === null ? '' : 'asked for',
    deletion: record.removeRequestedAt === null ? '' : 'asked for',
    'jobs in doubt': countOf(jobs.filter(({ hold }) => hold?.kind === 'job_in_doubt')),
    'jobs sent again': countOf(jobs.filter(({ sentAgainAt }) => sentAgainAt !== null)),
    'jobs given up': countOf(jobs.filter(({ givenUpAt }) => givenUpAt !== null)),
  };
}

function countOf(things: readonly unknown[]): string {
  return things.length === 0 ? '' : `${things.length}`;
}

/** Describes what lies between two states of a batch; null for one that was not there before. */
export function describeChange(
  before: BatchRecord | null,
  after: BatchRecord,
  connectionName: ConnectionName,
): ChangeInWords {
  const was = before === null ? {} : factsOf(before, connectionName);
  const is = factsOf(after, connectionName);
  const changed = Object.keys(is).filter((name) => (was[name] ?? '') !== is[name]);
  return { ...inWords('before', was, changed), ...inWords('after', is, changed) };
}

function inWords(
  side: keyof ChangeInWords,
  facts: Readonly<Record<string, string>>,
  names: readonly string[],
): ChangeInWords {
  const words = names.flatMap((name) => {
    const fact = facts[name] ?? '';
    return fact === '' ? [] : [`${name}: ${fact}`];
  });
  return words.length === 0 ? {} : { [side]: words.join(', ') };
}
