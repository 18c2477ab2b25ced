import { z } from 'zod';

/*
 * Version 1 stored sentences where version 2 stores codes and facts, counted trouble in four shapes, and gave members
 * that came later a default. Only what changes is read here; the rest is handed on as it is.
 */

const count = z.number().int().nonnegative();
const time = z.string();
const text = z.string();

const actor = z
  .looseObject({ kind: text, name: text })
  .transform((old) => ({ ...old, id: old.kind === 'user' ? 'you' : old.kind }));

const hold = z
  .object({ kind: text, since: time, sentence: text })
  .transform(({ kind, since, sentence }) => ({ kind, code: 'as_written', since, facts: { text: sentence } }));

const usage = z
  .object({ inputTokens: count, outputTokens: count })
  .transform((old) => ({ ...old, cachedTokens: null, reasoningTokens: null }));

const resultFile = z.looseObject({ lines: count.nullable().default(null), isCut: z.boolean().default(false) });

/** Null where there were no looks: the time meant nothing then. */
function streak(looks: number, since: string | null): { looks: number; since: string } | null {
  return looks === 0 || since === null ? null : { looks, since };
}

const job = z
  .looseObject({
    lines: z.object({ first: count, last: count }).nullable().default(null),
    sentAgainAt: time.nullable().default(null),
    tokens: count.nullable().default(null),
    refusedProviderIds: z.array(text).default([]),
    tokenRefusals: count.default(0),
    lonelyRefusals: count.default(0),
    givenUpFileIds: z.array(text).default([]),
    counts: z.object({ succeeded: count, failed: count, missing: count }).nullable(),
    output: resultFile.nullable(),
    errors: resultFile.nullable(),
    stage: text,
    usage: usage.nullable(),
    warnings: z.array(text.transform((sentence) => ({ code: 'as_written', facts: { text: sentence } }))),
    hold: hold.nullable(),
    notFoundLooks: count.default(0),
    notFoundSince: time.nullable().default(null),
    unreadableLooks: count.default(0),
    unreadableSince: time.nullable().default(null),
    resultTroubles: z.object({ looks: count, since: time.nullable() }).default({ looks: 0, since: null }),
    cancelRefused: z.object({ looks: count, since: time.nullable(), isFinal: z.boolean() }).nullable().default(null),
  })
  .transform((old) => {
    const { notFoundLooks, notFoundSince, unreadableLooks, unreadableSince, resultTroubles, cancelRefused, ...rest } =
      old;
    const refused = cancelRefused === null ? null : streak(cancelRefused.looks, cancelRefused.since);
    return {
      ...rest,
      troubles: {
        unknown: streak(notFoundLooks, notFoundSince),
        unreadable: streak(unreadableLooks, unreadableSince),
        anyFile: streak(resultTroubles.looks, resultTroubles.since),
        cancel: refused === null ? null : { ...refused, isFinal: cancelRefused?.isFinal ?? false },
      },
      // Counted when the stored result lines are judged again.
      untried: { failed: 0, missing: 0 },
      endings: null,
      judgedBy: rest.stage === 'collected' ? 1 : null,
      refusal: null,
      doubtfulCreates: null,
      givenUpAt: null,
      copies: [],
      lateLooks: null,
      unfinishedStarts: null,
    };
  });

const before = z.object({ isListed: z.boolean(), cancelRequestedAt: time.nullable() }).nullable().default(null);
const attempt = z
  .looseObject({ before, startedAt: time, startedBy: actor, jobs: z.array(job) })
  .transform((old) => ({ ...old, jobs: old.jobs.map((each) => withDoubt(each, old.startedAt)) }));

/**
 * A part that was sent again, or refused, may be at the provider all the same: the list is asked before the
 * next create call.
 */
function withDoubt<Job extends { stage: string; sentAgainAt: string | null; failures?: unknown; fileId?: unknown }>(
  old: Job,
  since: string,
) {
  const wasTried = old.sentAgainAt !== null || (old.stage === 'uploaded' && old.failures !== 0);
  if (!wasTried || (old.stage !== 'uploaded' && old.stage !== 'sending')) return old;
  const fileIds = typeof old.fileId === 'string' ? [old.fileId] : [];
  const doubtfulCreates = { since, lastAt: since, fileIds, isLookDue: true };
  return { ...old, doubtfulCreates, lateLooks: { left: 4, nextAt: since, failing: null } };
}

const check = z
  .looseObject({
    url: text.nullable().default(null),
    refusal: z
      .object({ code: text, sentence: text })
      .transform(({ code, sentence }) => ({ code, facts: { text: sentence } }))
      .nullable(),
  })
  .transform((old) => ({ ...old, withoutUrl: 0, withoutMethod: 0 }));

/** What each kind of event says, with what an event has that does not say it. */
const eventData: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  created: { file: null, bytes: null, defaultModel: null },
  checked: { requests: null, badLines: null, refused: null },
  bad_lines_left_out: { lines: null },
  started: { requests: null },
  retried: { attempt: null, requests: null, scope: null },
  attempt_withdrawn: { attempt: null },
  job_sent: { part: 1, requests: null, provider: null },
  job_adopted: { part: 1, requests: null, provider: null },
  job_running: { part: 1 },
  job_ended: { part: 1, status: 'completed', sent: true },
  job_collected: { part: 1, requests: null, succeeded: null, failed: null, missing: null },
  part_cut: { part: 1, pieces: null, first: null, last: null },
  cancel_requested: {},
  hold_ended: { kind: null },
  finished: { total: null, succeeded: null, failed: null, missing: null },
  renamed: { from: null, to: null },
  input_replaced: { file: null, bytes: null },
};

const event = z
  .looseObject({ at: time, actor, kind: text, data: z.record(text, z.unknown()) })
  .transform((old) => ({ ...old, data: upgradeData(old) }));

function upgradeData({ kind, at, data }: { kind: string; at: string; data: Readonly<Record<string, unknown>> }) {
  if (kind === 'hold_began') {
    const { kind: holdKind, sentence } = data;
    return { hold: { kind: holdKind, code: 'as_written', since: at, facts: { text: sentence ?? '' } } };
  }
  const known = eventData[kind];
  if (known === undefined) return data;
  return Object.fromEntries(Object.entries(known).map(([name, otherwise]) => [name, data[name] ?? otherwise]));
}

const version1 = z
  .looseObject({
    createdBy: actor,
    completionWindow: text.default('24h'),
    tokenLimit: count.nullable().default(null),
    check: check.nullable(),
    attempts: z.array(attempt),
    usage,
    hold: hold.nullable(),
    events: z.array(event),
  })
  .transform((old) => ({
    ...old,
    chosenEndpoint: null,
    untried: { failed: 0, missing: 0 },
    endings: { cutOff: 0, refused: 0, empty: 0 },
    isIndexStale: false,
    formerParts: [],
    unfinishedStarts: null,
  }));

/** Upgrades a record of version 1. Any other document comes back as it is: whoever parses it next reports it. */
export function upgradeToVersion2(document: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const parsed = version1.safeParse(document);
  return parsed.success ? parsed.data : document;
}
