import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBatch } from '#lib/batch/commands/create-batch.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { getBatch } from '#lib/batch/reads/get-batch.ts';
import { chatLine, createBatchWorld } from '#tests/support/batch-world.ts';

const token = 'token-of-the-page';

const anyLine = fc.oneof(
  fc.record({ isBad: fc.constant(false), text: fc.constant('good') }),
  fc.record({
    isBad: fc.constant(true),
    text: fc.constantFrom('{"custom_id": ', ' [1] ', 'Grüße 😀', '{"a":1e400}', '{}'),
  }),
);

test('the lines that were left out come back byte for byte and in order, whatever stands between them', async () => {
  const anyFile = fc.array(fc.tuple(anyLine, fc.constantFrom('\n', '\r\n', '\n\n', '\n \r\n')), {
    minLength: 1,
    maxLength: 15,
  });
  await fc.assert(
    fc.asyncProperty(anyFile, fc.boolean(), async (lines, hasMark) => {
      const world = createBatchWorld();
      const texts = lines.map(([{ isBad, text }], index) => (isBad ? text : chatLine(`r${index}`)));
      // One that can be sent, as a file of one foreign kind alone is refused.
      const content = `${hasMark ? '\ufeff' : ''}${chatLine('first')}\n${texts.map((text, index) => text + lines[index]?.[1]).join('')}`;
      const { batchId } = await createBatch(world.ctx, {
        inputName: 'x.jsonl',
        content: Readable.from([Buffer.from(content)]),
        isListed: true,
        connectionId: 'connection1',
      });
      await world.run(batchId);
      const bad = texts.filter((_, index) => lines[index]?.[0].isBad === true);
      expect(await world.download(batchId, 'left-out-lines.jsonl')).toBe(bad.map((text) => `${text}\n`).join(''));
    }),
    { numRuns: 30 },
  );
});

test('they are offered for as long as the batch is there, with their number', async () => {
  const world = createBatchWorld();
  const batchId = await world.draft([chatLine('a'), 'not json', chatLine('b')]);
  await startBatch(world.ctx, { batchId, token, leaveOutBadLines: true });
  await world.run(batchId);
  const { downloads } = await getBatch(world.ctx, { batchId });
  expect(downloads).toContainEqual({ kind: 'left-out-lines.jsonl', bytes: null, rows: 1 });
  expect(await world.download(batchId, 'left-out-lines.jsonl')).toBe('not json\n');
  const clean = await world.draft([chatLine('a')]);
  expect((await getBatch(world.ctx, { batchId: clean })).downloads.map(({ kind }) => kind)).toEqual(['input.jsonl']);
});
