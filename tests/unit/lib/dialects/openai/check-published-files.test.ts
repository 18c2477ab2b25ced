import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonFaultCodes } from '#lib/shared/contract/problem-codes.ts';
import { fixturePath, readFixture } from '#tests/fixtures/read-fixture.ts';
import { anyCuts } from '#tests/unit/lib/jsonl/chunks.ts';
import { checkFile, inShort } from './check-file.ts';

describe('published input files', () => {
  const unlimited = (lines: readonly number[]) => lines.map((line) => `${line} no_output_limit null`);
  const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
  const verdicts: Record<string, { requests: number; problems: string[] }> = {
    '01-in-chat-langbatch': { requests: 8, problems: unlimited(upTo(3)) },
    '02-in-chat-langbatch-invalid': {
      requests: 1,
      problems: [
        '1 missing_required_parameter body.messages',
        '2 unknown_role body.messages[0].role',
        ...unlimited([2]),
      ],
    },
    '03-in-empty-langbatch': { requests: 0, problems: [] },
    '04-in-partial-no-envelope-langbatch': {
      requests: 0,
      problems: ['1 bare_body null', '2 bare_body null'],
    },
    '05-in-embeddings-langbatch': { requests: 3, problems: [] },
    '06-in-embeddings-invalid-langbatch': {
      requests: 0,
      problems: ['1 missing_required_parameter body.input', '2 missing_required_parameter body.model'],
    },
    '10-in-chat-100-lines-bedrock-min-langbatch': { requests: 104, problems: [] },
    '14-in-chat-aibrix': { requests: 10, problems: [] },
    '15-in-responses-keyorder-openai-batch-manager': { requests: 5, problems: unlimited(upTo(5)) },
    '25-in-mixed-models-doubleword': { requests: 1, problems: [...unlimited([1]), '2 mismatched_model body.model'] },
    '27-in-chat-chinese': { requests: 4, problems: [] },
    '28-in-chat-vllm-example': { requests: 2, problems: [] },
    '30-in-chat-litellm-vertex-no-final-newline': { requests: 2, problems: [] },
  };

  it('are all here', () => {
    const inputs = readdirSync(fixturePath('.')).filter((name) => name.includes('-in-'));
    expect(inputs.map((name) => name.replace('.jsonl', ''))).toEqual(Object.keys(verdicts));
  });

  it.each(Object.entries(verdicts))('%s gets its verdict', async (name, verdict) => {
    const { requests, problems, summary } = await checkFile(readFixture(`${name}.jsonl`));
    expect(inShort(problems)).toEqual(verdict.problems);
    expect(requests).toHaveLength(verdict.requests);
    expect(summary).toMatchObject({ requests: verdict.requests, badLines: summary.lines - verdict.requests });
    const refusals: Record<string, string> = {
      '03-in-empty-langbatch': 'empty_file',
      '04-in-partial-no-envelope-langbatch': 'bare_body',
    };
    expect(summary.refusal?.code ?? null).toBe(refusals[name] ?? null);
  });

  it('get the same verdict wherever their chunks are cut', async () => {
    const file = Buffer.concat(
      Object.keys(verdicts).map((name) => Buffer.concat([readFixture(`${name}.jsonl`), Buffer.from('\r\n')])),
    );
    const whole = await checkFile(file);
    expect(whole.summary).toMatchObject({ endpoint: '/v1/chat/completions', model: 'gpt-4o-mini' });
    await fc.assert(
      fc.asyncProperty(anyCuts, async (cuts) => {
        expect(await checkFile(file, {}, cuts)).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });
});

describe('JSONTestSuite as lines of a file', () => {
  const folder = 'JSONTestSuite/test_parsing';
  const severalLines = [
    'n_array_newlines_unclosed.json',
    'n_array_unclosed_with_new_lines.json',
    'n_string_unescaped_newline.json',
    'y_array_with_1_and_newline.json',
    'y_object_with_newlines.json',
  ];
  const blank = ['n_single_space.json', 'n_structure_UTF8_BOM_no_data.json', 'n_structure_no_data.json'];
  const unreadable = new Set<string>([...jsonFaultCodes, 'json_too_deep', 'invalid_utf8']);
  const documents = readdirSync(fixturePath(folder)).filter((name) => !severalLines.includes(name));

  it.each(documents)('%s', async (name) => {
    const { problems, summary } = await checkFile(readFixture(`${folder}/${name}`));
    const codes = problems.map((problem) => problem.code);
    const isUnreadable = codes.some((code) => unreadable.has(code));
    const isRefused = isUnreadable || summary.refusal !== null;
    const mustBeRefused = name.startsWith('i_') ? isRefused : name.startsWith('n_');
    expect(isRefused).toBe(mustBeRefused);
    expect(summary.refusal?.code ?? null).toBe(blank.includes(name) ? 'empty_file' : null);
    expect(codes).toHaveLength(summary.lines);
  });
});
