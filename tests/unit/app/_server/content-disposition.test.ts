import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attachment } from '#app/_server/content-disposition.ts';

/** As a browser reads it: `filename*` wins. */
function savedName(header: string): string {
  return decodeURIComponent(/filename\*=UTF-8''(.*)$/.exec(header)?.[1] ?? '');
}

describe('the name of a download', () => {
  test('plain names stay', () => {
    expect(attachment('tickets-results.jsonl')).toBe(
      `attachment; filename="tickets-results.jsonl"; filename*=UTF-8''tickets-results.jsonl`,
    );
  });

  test.each([
    ['Büro 東京-results.csv', 'Büro 東京-results.csv'],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['a\\b\\c.jsonl', 'a_b_c.jsonl'],
    ['a"b\r\nset-cookie: x=1.jsonl', 'a_bset-cookie_ x=1.jsonl'],
    ['invoice\u202Egnp.jsonl', 'invoicegnp.jsonl'],
    ['CON.jsonl', '_CON.jsonl'],
    ['nul', '_nul'],
    ['.htaccess', 'htaccess'],
    ['name. ', 'name'],
    ["it's (100%)*.csv", "it's (100%)_.csv"],
    ['\ud800', 'download'],
    ['', 'download'],
  ])('%j is saved as %j', (given, saved) => {
    expect(savedName(attachment(given))).toBe(saved);
  });

  test('a name in another script leaves one behind that begins with a letter, for what knows no other', () => {
    expect(attachment('دفعة-results.jsonl')).toContain('filename="download-results.jsonl"');
  });

  test('a long name is cut and keeps its ending', () => {
    const saved = savedName(attachment(`${'n'.repeat(400)}-results.jsonl`));
    expect(saved).toHaveLength(150);
    expect(saved.endsWith('n.jsonl')).toBe(true);
  });

  test('no name breaks out of the header or out of a folder', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        const header = attachment(name);
        expect(header).toMatch(
          /^attachment; filename="[\x20-\x21\x23-\x7e]+"; filename\*=UTF-8''[A-Za-z0-9!#$&+.^_`|~%-]+$/,
        );
        expect(new Headers({ 'content-disposition': header }).get('content-disposition')).toBe(header);
        expect(savedName(header)).not.toMatch(/[/\\:*?"<>|\p{Cc}]|^\.|\ud800/u);
      }),
      { numRuns: 200 },
    );
  });
});
