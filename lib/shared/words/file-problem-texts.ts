import type { FileProblemCode } from '#lib/shared/contract/problem-codes.ts';
import type { ProblemText } from './problem-texts.ts';

const fromTable = 'Open it under New batch and say there what to ask about each row.';

/** Words for files that cannot be a batch. */
export const fileProblemTexts: Readonly<Record<FileProblemCode, ProblemText>> = {
  empty_file: {
    title: 'The file is empty.',
    explanation: 'There is no request in it.',
    fix: 'Choose a .jsonl file with one request on each line.',
  },
  csv_file: {
    title: 'This is a table (CSV), not JSONL.',
    explanation: 'A batch file has one request in JSON on each line.',
    fix: fromTable,
  },
  excel_file: {
    title: 'This is an Excel workbook, not JSONL.',
    explanation: 'A batch file is plain text with one request in JSON on each line.',
    fix: fromTable,
  },
  zip_file: {
    title: 'This is a ZIP archive or an office document, not JSONL.',
    explanation: 'Only the plain file can be read.',
    fix: 'Unpack it and upload the .jsonl file inside.',
  },
  gzip_file: {
    title: 'This file is compressed with gzip.',
    explanation: 'Only the plain file can be read.',
    fix: 'Unpack it and upload the .jsonl file inside.',
  },
  pdf_file: {
    title: 'This is a PDF document, not JSONL.',
    explanation: 'A batch file is plain text with one request in JSON on each line.',
    fix: 'Choose the .jsonl file that holds your requests.',
  },
  json_array_file: {
    title: 'This is one big JSON list.',
    explanation: 'JSONL has no brackets around the requests and no commas between them.',
    fix: 'Convert it to one request a line.',
  },
  pretty_json_file: {
    title: 'This is JSON spread over several lines, not JSONL.',
    explanation: 'In JSONL a request stands on one line, however long.',
    fix: 'Convert it to one request a line.',
  },
  utf16_file: {
    title: 'This text is saved as UTF-16.',
    explanation: 'Batch files are UTF-8. Some Windows programs call UTF-16 "Unicode".',
    fix: 'Save the file again with the encoding UTF-8.',
  },
  utf32_file: {
    title: 'This text is saved as UTF-32.',
    explanation: 'Batch files are UTF-8.',
    fix: 'Save the file again with the encoding UTF-8.',
  },
  cr_line_ends_file: {
    title: 'The lines of this file end as on old Macs (CR).',
    explanation: 'Batch files have LF or CRLF at the end of each line.',
    fix: 'Save the file again with line ends of Unix (LF) or Windows (CRLF).',
  },
  html_file: {
    title: 'This is a web page (HTML), not JSONL.',
    explanation: 'A download that needs a sign-in often saves the page that asks for it.',
    fix: 'Download the file again while you are signed in, and choose the .jsonl file.',
  },
  git_lfs_file: {
    title: 'This is only a pointer to the file (Git LFS).',
    explanation: 'The repository keeps the file elsewhere, and it was copied without it.',
    fix: 'Fetch the file itself with git lfs pull, and choose it again.',
  },
  text_file: {
    title: 'This is text, but not JSONL.',
    explanation: 'No line begins with a curly bracket, so there is no request in it.',
    fix: 'Choose the .jsonl file that holds your requests, one in JSON on each line.',
  },
  binary_file: {
    title: 'This is not a text file.',
    explanation: 'A batch file is plain text with one request in JSON on each line.',
    fix: 'Choose the .jsonl file that holds your requests.',
  },
};
