import { readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sniffBytes, sniffFile } from '#lib/dialects/openai/sniff-file.ts';
import { fixturePath, readFixture } from '#tests/fixtures/read-fixture.ts';

const request = {
  custom_id: 'a',
  method: 'POST',
  url: '/v1/embeddings',
  body: { model: 'm', input: 'Hi, "you"; there' },
};
const line = JSON.stringify(request);
const manyLines = `${line}\n`.repeat(1000);

function sniff(file: string | Buffer): string | null {
  const bytes = Buffer.from(file);
  return sniffFile(bytes.subarray(0, sniffBytes), bytes.length <= sniffBytes)?.code ?? null;
}

/** The first bytes of a ZIP archive with these members, as office programs write them. */
function zipOf(...names: string[]): Buffer {
  const headers = names.map((name) => {
    const header = Buffer.alloc(30);
    header.write('PK\x03\x04', 'latin1');
    header.writeUInt16LE(name.length, 26);
    return Buffer.concat([header, Buffer.from(name), Buffer.alloc(200, 0xa5)]);
  });
  return Buffer.concat(headers);
}

function utf16(text: string, isBigEndian: boolean, mark: string): Buffer {
  const bytes = Buffer.from(mark + text, 'utf16le');
  return isBigEndian ? bytes.swap16() : bytes;
}

function utf32(text: string, isBigEndian: boolean): Buffer {
  const bytes = Buffer.from(Uint32Array.from(text, (character) => character.codePointAt(0) ?? 0).buffer);
  return isBigEndian ? bytes.swap32() : bytes;
}

describe('sniffFile takes for JSONL', () => {
  it.each(readdirSync(fixturePath('.')).filter((name) => name.endsWith('.jsonl') && !name.startsWith('03')))(
    '%s',
    (name) => {
      expect(sniff(readFixture(name))).toBeNull();
    },
  );

  it.each<[string, string | Buffer]>([
    ['a byte order mark in front', `\ufeff${manyLines}`],
    ['blank lines in front', `\n \r\n${line}`],
    ['a bad first line', `custom_id;method\n${manyLines}`],
    [
      'a bad first line before one that is longer than what is looked at',
      `custom_id;method\n{"a": "${'x'.repeat(100_000)}"}`,
    ],
    ['a broken first line', `${line.slice(0, -10)}\n${manyLines}`],
    ['only broken lines', "{'custom_id': 'a'}\n{'custom_id': 'b'}\n"],
    ['a first line cut behind a comma', `{"custom_id": "a",\n${manyLines}`],
    ['a line longer than what is looked at', `{"custom_id": "${'x'.repeat(100_000)}"}`],
    ['requests packed into texts', `${JSON.stringify(line)}\n`.repeat(3)],
    ['lists that are lines of their own', '["a", 1]\n["b", 2]\n'],
    ['text in Latin-1', Buffer.from(`{"custom_id": "${'é'.repeat(50)}"}\n`, 'latin1')],
    ['a stray NUL', `{"custom_id": "a\0"}\n${manyLines}`],
    ['white space that fills what is looked at', `${' '.repeat(100_000)}${line}`],
  ])('%s', (_name, file) => {
    expect(sniff(file)).toBeNull();
  });
});

describe('sniffFile recognises', () => {
  it.each<[string, string, string | Buffer]>([
    ['empty_file', 'nothing at all', readFixture('03-in-empty-langbatch.jsonl')],
    ['empty_file', 'only white space', ' \r\n\n\t'],
    ['empty_file', 'only a byte order mark', '\ufeff'],
    ['csv_file', 'a table with commas', 'custom_id,prompt\n1,"Hello, ""you""\nthere"\n2,Bye\n'],
    ['csv_file', 'a table with semicolons', 'id;text\r\n1;Hello, you\r\n'],
    ['csv_file', 'a table with tabs', 'id\ttext\n1\tHello\n'],
    ['csv_file', 'a table with JSON in it', `id,body\n1,"${line.replaceAll('"', '""')}"\n`],
    ['csv_file', 'only a header', 'custom_id,prompt'],
    ['csv_file', 'a table with a cell longer than what is looked at', `id,text\n1,"${'x'.repeat(100_000)}"\n`],
    ['excel_file', 'a workbook', zipOf('[Content_Types].xml', '_rels/.rels', 'xl/workbook.xml')],
    ['excel_file', 'an OpenDocument table', zipOf('mimetypeapplication/vnd.oasis.opendocument.spreadsheet')],
    [
      'excel_file',
      'an old workbook',
      Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.from('Workbook', 'utf16le')]),
    ],
    ['zip_file', 'a text document', zipOf('[Content_Types].xml', 'word/document.xml')],
    ['zip_file', 'an archive', zipOf('batch.jsonl')],
    ['gzip_file', 'a compressed file', gzipSync(manyLines)],
    ['pdf_file', 'a PDF', '%PDF-1.7\n%âãÏÓ\n1 0 obj'],
    ['json_array_file', 'a list on one line', JSON.stringify([request, request])],
    ['json_array_file', 'a list on several lines', `[\n${line},\n${line}\n]\n`],
    ['json_array_file', 'a list that begins on its first line', `[${line},\n${line}]`],
    ['json_array_file', 'a pretty-printed list', JSON.stringify([request], null, 2)],
    ['json_array_file', 'an empty list', '[]'],
    ['json_array_file', 'a list longer than what is looked at', `[${manyLines.replaceAll('\n', ',')}${line}]`],
    ['pretty_json_file', 'a pretty-printed document', JSON.stringify({ requests: [request] }, null, 2)],
    ['pretty_json_file', 'pretty-printed requests', `${JSON.stringify(request, null, '\t')}\r\n`.repeat(3)],
    ['utf16_file', 'little-endian UTF-16 with a mark', utf16(manyLines, false, '\ufeff')],
    ['utf16_file', 'big-endian UTF-16 with a mark', utf16(manyLines, true, '\ufeff')],
    ['utf16_file', 'little-endian UTF-16', utf16(manyLines, false, '')],
    ['utf16_file', 'big-endian UTF-16', utf16(manyLines, true, '')],
    ['utf16_file', 'UTF-16 that is half Chinese', utf16('{"custom_id":"一二三四五六七八"}\n'.repeat(50), false, '')],
    ['text_file', 'prose', 'Dear Sir,\n\nplease find enclosed my requests, two, as agreed.\n'],
    ['html_file', 'a web page', '<!doctype html>\n<html><body>Hello</body></html>\n'],
    ['html_file', 'a web page without its type', ' <HTML lang="en">\n<body>Sign in</body>'],
    ['git_lfs_file', 'a pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n'],
    ['cr_line_ends_file', 'lines of an old Mac', manyLines.replaceAll('\n', '\r')],
    ['utf32_file', 'little-endian UTF-32 with a mark', utf32(`\ufeff${manyLines}`, false)],
    ['utf32_file', 'big-endian UTF-32 with a mark', utf32(`\ufeff${manyLines}`, true)],
    ['utf32_file', 'UTF-32 without a mark', utf32(manyLines, false)],
    ['text_file', 'one prompt a line', 'What is love?\nWhat is JSON?\n'],
    [
      'binary_file',
      'an old document',
      Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.from('WordDocument', 'utf16le')]),
    ],
    [
      'binary_file',
      'noise',
      Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * index * 31 + index * 7) % 251)),
    ],
  ])('%s in %s', (code, _name, file) => {
    expect(sniff(file)).toBe(code);
  });
});

describe('sniffFile', () => {
  it('says in one problem what the file is and what to do', () => {
    expect(sniffFile(zipOf('xl/workbook.xml'), true)).toEqual({
      line: null,
      customId: null,
      code: 'excel_file',
      severity: 'error',
      param: null,
      message:
        'This is an Excel workbook, not JSONL. Open it under New batch and say there what to ask about each row.',
      excerpt: null,
    });
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, isWholeFile) => {
        expect(() => sniffFile(bytes, isWholeFile)).not.toThrow();
      }),
    );
  });
});
