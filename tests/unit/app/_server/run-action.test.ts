import { describe, expect, test } from 'vitest';
import { runAction } from '#app/_server/run-action.ts';
import type { Context } from '#lib/contracts/context.ts';
import { InvalidInputError } from '#lib/errors.ts';
import { createLogger } from '#lib/log.ts';
import type { ActionResult } from '#lib/shared/contract/action-result.ts';
import { defineVerb, noInput } from '#lib/verbs/define-verb.ts';
import { makeContext, makeFileStore } from '#tests/unit/lib/uploads/upload-fixture.ts';

const log = createLogger({ sink: () => {}, now: () => new Date(0) });

async function run<Value>(
  work: (ctx: Context) => Promise<Value>,
  headers: Record<string, string> = { host: 'localhost:3000' },
): Promise<ActionResult<Value>> {
  const ctx = makeContext(await makeFileStore());
  return runAction({
    verb: defineVerb({ name: 'test', right: 'see', audit: 'none', input: noInput, run: work }),
    input: { batchId: 'b1' },
    headers: new Headers(headers),
    origins: new Set(['http://localhost:3000']),
    getContext: async () => ctx,
    log,
  });
}

describe('an action', () => {
  test('answers with what its verb returns', async () => {
    expect(await run(async (ctx) => ctx.actor.kind)).toEqual({
      ok: true,
      value: 'user',
    });
  });

  test('answers with the sentence of an error that was expected', async () => {
    const result = await run(async () => Promise.reject(new InvalidInputError('No.', { name: 'Too long.' })));
    expect(result).toEqual({
      ok: false,
      error: { code: 'invalid_input', message: 'No.', fields: { name: 'Too long.' }, reference: null },
    });
  });

  test('hides any other error behind a reference', async () => {
    const result = await run(async () => Promise.reject(new Error('secret')));
    expect(result).toMatchObject({ ok: false, error: { code: 'unexpected' } });
    expect(JSON.stringify(result)).not.toContain('secret');
  });

  test.each<Record<string, string>>([
    { host: 'localhost:3000', origin: 'http://localhost:3000', 'sec-fetch-site': 'same-origin' },
    { host: 'localhost:3000', 'sec-fetch-site': 'none' },
  ])('is run for a page of ours, and for what is no browser: %j', async (headers) => {
    expect(await run(async () => 1, headers)).toEqual({ ok: true, value: 1 });
  });

  test.each<Record<string, string>>([
    { host: 'evil.example' },
    { host: 'localhost:3000', origin: 'https://evil.example' },
    { host: 'localhost:3000', 'sec-fetch-site': 'cross-site' },
    { host: 'localhost:3000', 'sec-fetch-site': 'same-site' },
    {},
  ])('does nothing for a foreign caller: %j', async (headers) => {
    let isRun = false;
    const result = await run(async () => {
      isRun = true;
    }, headers);
    expect(result).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(isRun).toBe(false);
  });
});
