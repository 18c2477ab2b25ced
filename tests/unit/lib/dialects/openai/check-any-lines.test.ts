import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchEndpoints } from '#lib/shared/contract/endpoints.ts';
import { problemSchema } from '#lib/shared/contract/problem-schema.ts';
import { checkFile, inShort } from './check-file.ts';

describe('the checker', () => {
  const anyMember = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom('POST', ...batchEndpoints));
  const anyBody = fc.record(
    {
      model: anyMember,
      messages: anyMember,
      input: anyMember,
      prompt: anyMember,
      stream: anyMember,
      [' \0\ud800']: anyMember,
    },
    { requiredKeys: [] },
  );
  const anyLine = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .record(
        {
          custom_id: fc.oneof(anyMember, fc.string({ unit: 'binary', minLength: 1 })),
          method: fc.oneof(anyMember, fc.constant('POST')),
          url: fc.oneof(anyMember, fc.constantFrom(...batchEndpoints)),
          body: fc.oneof(anyMember, anyBody),
        },
        { requiredKeys: [] },
      )
      .map((line) => JSON.stringify(line)),
  );

  it('never throws, and makes only problems that can be stored', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyLine, { maxLength: 10 }), async (lines) => {
        const { requests, problems, summary } = await checkFile(lines.join('\n'));
        expect(summary.requests).toBe(requests.length);
        expect(summary.lines).toBe(summary.requests + summary.badLines);
        for (const problem of problems) {
          expect(problemSchema.parse(problem)).toEqual(problem);
          const stored = [problem.customId, problem.param, problem.message, problem.excerpt?.text ?? null];
          for (const text of stored) expect(text ?? '').not.toMatch(/[\0\p{Cs}]/u);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('reads nothing through the prototype of a line', async () => {
    const { problems } = await checkFile('{"__proto__": {"custom_id": "a"}, "constructor": 1}');
    expect(inShort(problems)).toEqual(['1 missing_required_parameter custom_id, body']);
  });
});
