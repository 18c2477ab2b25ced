import { describe, expect, it } from 'vitest';
import { problemCodes, severityOf } from '#lib/shared/contract/problem-codes.ts';
import { problemSchema } from '#lib/shared/contract/problem-schema.ts';
import { describeProblem, groupParam, refuseFile } from '#lib/shared/words/problem.ts';

describe('problems', () => {
  it('all have a title, an explanation and a fix in whole sentences', () => {
    for (const code of problemCodes) {
      const { title, explanation, fix } = describeProblem({ code, param: null });
      for (const sentence of [title, explanation, fix]) expect(sentence).toMatch(/^[A-Z].*[.}]$/);
    }
  });

  it('say what is missing', () => {
    const missing = (param: string) => describeProblem({ code: 'missing_required_parameter', param });
    expect(missing('body.messages')).toEqual({
      severity: 'error',
      title: 'There are no messages.',
      explanation: 'The request has nothing to answer.',
      fix: 'Fill in body.messages.',
    });
    expect(missing('body.novel').title).toBe('A required part is missing.');
    expect(missing('constructor').title).toBe('A required part is missing.');
  });

  it('of a kind unknown to this version still get words', () => {
    for (const code of ['from_the_future', 'constructor'])
      expect(describeProblem({ code, param: null }).explanation).toContain(code);
  });

  it('are counted by one of a few params, whatever the file holds', () => {
    expect(groupParam({ code: 'missing_required_parameter', param: 'body.model' })).toBe('body.model');
    expect(groupParam({ code: 'invalid_type', param: 'body.messages[317]' })).toBe('body.messages[]');
    expect(groupParam({ code: 'unknown_parameter', param: 'body.whatever' })).toBeNull();
    expect(groupParam({ code: 'unknown_role', param: 'body.messages[3].role' })).toBeNull();
    expect(groupParam({ code: 'empty_file', param: null })).toBeNull();
  });

  it('name all parts that are missing', () => {
    expect(describeProblem({ code: 'missing_required_parameter', param: 'custom_id, body' })).toMatchObject({
      title: 'There is no custom_id or body.',
      fix: 'Fill in custom_id and body.',
    });
    const three = describeProblem({ code: 'missing_required_parameter', param: 'custom_id, method, body.model' });
    expect(three.title).toBe('There is no custom_id, method or model.');
  });

  it('are errors, but for some that block nothing', () => {
    expect(problemCodes.filter((code) => severityOf(code) === 'warning')).toEqual([
      'unusual_url',
      'unknown_endpoint',
      'unsupported_parameter',
      'number_as_text',
      'array_above_max_length',
      'empty_input',
      'unknown_parameter',
      'unknown_role',
      'no_output_limit',
    ]);
  });

  it('survive being stored', () => {
    const problem = refuseFile('empty_file');
    expect(problemSchema.parse(JSON.parse(JSON.stringify(problem)))).toEqual(problem);
    expect(problem.message).toBe('The file is empty. Choose a .jsonl file with one request on each line.');
  });
});
