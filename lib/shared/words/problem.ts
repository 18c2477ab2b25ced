import type { Problem } from '#lib/shared/contract/problem-schema.ts';

/** `file` problems speak of the file as a whole, the others of one line. Errors stop a start, warnings never do. */
interface ProblemText {
  readonly severity: 'error' | 'warning';
  readonly isAboutFile?: true;
  /** What is wrong, as a heading. */
  readonly title: string;
  /** Why it matters, or how it comes about. */
  readonly explanation: string;
  readonly fix: string;
}

const asRequests =
  'Write each row as one line of JSON with custom_id, method, url and body, and upload that as a .jsonl file.';

/**
 * Every problem the check can find. Where OpenAI has a code for it, the code is OpenAI's (batch errors as published runs show them, and the
 * general API's invalid_type, empty_string, string_above_max_length, empty_array and unknown_parameter); the others are ours.
 */
const problemTexts = {
  invalid_json_line: {
    severity: 'error',
    title: 'Not valid JSON.',
    explanation: 'A quote, a bracket or a comma is missing. Often a line break slipped into a text.',
    fix: 'Mend the line at the marked place. Quotes must be straight ("), not curly (“ ”). Inside a text, a line break is written \\n and a quote \\".',
  },
  invalid_utf8: {
    severity: 'error',
    title: 'Not readable as UTF-8 text.',
    explanation: 'The file was saved in another encoding, or the line was cut in the middle of a character.',
    fix: 'Save the file again with the encoding UTF-8.',
  },
  line_too_long: {
    severity: 'error',
    title: 'The line is too long.',
    explanation: 'It is larger than a single request may be. Sometimes the line breaks between requests got lost.',
    fix: 'Shorten the request, or give every request a line of its own.',
  },
  line_not_object: {
    severity: 'error',
    title: 'The line is JSON, but no request.',
    explanation: 'A request is an object in curly brackets. This line holds a list, a text or a number.',
    fix: 'Write {"custom_id": …, "method": "POST", "url": …, "body": {…}}.',
  },
  missing_required_parameter: {
    severity: 'error',
    title: 'A required part is missing.',
    explanation: 'Every request needs custom_id, method, url and a body with what the endpoint asks for.',
    fix: 'Fill in the part that the message names.',
  },
  invalid_type: {
    severity: 'error',
    title: 'A value is of the wrong kind.',
    explanation: 'A number stands where a text should be, or a text where a list should be.',
    fix: 'Write the value the way the message asks for.',
  },
  empty_string: {
    severity: 'error',
    title: 'A required text is empty.',
    explanation: 'The part is there, but there is nothing in it.',
    fix: 'Fill in the part that the message names.',
  },
  string_above_max_length: {
    severity: 'error',
    title: 'A name is too long.',
    explanation:
      'The custom_id and the model are names, which lists show. Sometimes the text of the request stands in their place.',
    fix: 'Shorten the part that the message names.',
  },
  empty_array: {
    severity: 'error',
    title: 'A required list is empty.',
    explanation: 'The request has nothing to answer.',
    fix: 'Put at least one entry into the list that the message names.',
  },
  invalid_method: {
    severity: 'error',
    title: 'The method is not POST.',
    explanation: 'Requests of a batch are always sent with POST, in capital letters.',
    fix: 'Write "method": "POST".',
  },
  invalid_url: {
    severity: 'error',
    title: 'The url does not fit the batch.',
    explanation: 'All requests of a batch go to one and the same endpoint, and only some endpoints take batches.',
    fix: 'Use the same url in every line, such as /v1/chat/completions, or put other requests into a batch of their own.',
  },
  streaming_unsupported: {
    severity: 'error',
    title: 'The request asks for streaming.',
    explanation: 'Answers of a batch come in a file, so there is nothing to stream.',
    fix: 'Remove "stream" from the body, or set it to false.',
  },
  mismatched_model: {
    severity: 'error',
    title: 'The model is not the one of the batch.',
    explanation: 'A batch works with a single model: the one of its first good line.',
    fix: 'Use the same model in every line, or put other models into a batch of their own.',
  },
  duplicate_custom_id: {
    severity: 'error',
    title: 'The custom_id is used twice.',
    explanation: 'Every request needs its own, or answers could not be told apart.',
    fix: 'Change the custom_id, or remove the line if it repeats an earlier one.',
  },
  unknown_parameter: {
    severity: 'warning',
    title: 'A parameter that the endpoint is not known to take.',
    explanation: 'It may be misspelt, or something that only some providers or models understand.',
    fix: 'Check its spelling. If your provider knows it, leave it as it is.',
  },
  unknown_role: {
    severity: 'warning',
    title: 'An unusual role in a message.',
    explanation: 'The usual roles are system, developer, user, assistant and tool. Most providers refuse others.',
    fix: 'Use one of the usual roles.',
  },
  no_output_limit: {
    severity: 'warning',
    title: 'No limit on the answer, only a warning.',
    explanation: 'They will be sent. Without max_tokens an answer can be longer and dearer than the rest.',
    fix: 'To be sure of the cost, set the limit: max_completion_tokens, max_tokens or, for responses, max_output_tokens.',
  },
  empty_file: {
    severity: 'error',
    isAboutFile: true,
    title: 'The file is empty.',
    explanation: 'There is no request in it.',
    fix: 'Choose a .jsonl file with one request on each line.',
  },
  csv_file: {
    severity: 'error',
    isAboutFile: true,
    title: 'This is a table (CSV), not JSONL.',
    explanation: 'A batch file has one request in JSON on each line.',
    fix: asRequests,
  },
  excel_file: {
    severity: 'error',
    isAboutFile: true,
    title: 'This is an Excel workbook, not JSONL.',
    explanation: 'A batch file is plain text with one request in JSON on each line.',
    fix: asRequests,
  },
  zip_file: {
    severity: 'error',
    isAboutFile: true,
    title: 'This is a ZIP archive or an office document, not JSONL.',
    explanation: 'Only the plain file can be read.',
    fix: 'Unpack it and upload the .jsonl file inside.',
  },
  gzip_file: {
    severity: 'error',
    isAboutFile: true,
    title: 'This file is compressed with gzip.',
    explanation: 'Only the plain file can be read.',
    fix: 'Unpack it and upload the .jsonl file inside.',
  },
  pdf_file: {
    severity: 'error',
    isAboutFile: true,
    title: 'This is a PDF document, not JSONL.',
    explanation: 'A batch file is plain text with one request in JSON on each line.',
    fix: 'Choose the .jsonl file that holds your requests.',
  },
  json_array_file: {
    severity: 'error',
    isAboutFile: true,
    title: 'This is one big JSON list, not JSONL.',
    explanation: 'JSONL has no brackets around the requests and no commas between them.',
    fix: 'Write each entry of the list on a line of its own, for example with jq -c ".[]" file.json > file.jsonl.',
  },
  pretty_json_file: {
    severity: 'error',
    isAboutFile: true,
    title: 'This is JSON spread over several lines, not JSONL.',
    explanation: 'In JSONL a request stands on one line, however long.',
    fix: 'Write each request on a line of its own, for example with jq -c . file.json > file.jsonl.',
  },
  utf16_file: {
    severity: 'error',
    isAboutFile: true,
    title: 'This text is saved as UTF-16.',
    explanation: 'Batch files are UTF-8. Some Windows programs call UTF-16 "Unicode".',
    fix: 'Save the file again with the encoding UTF-8.',
  },
  text_file: {
    severity: 'error',
    isAboutFile: true,
    title: 'This is text, but not JSONL.',
    explanation: 'No line begins with a curly bracket, so there is no request in it.',
    fix: asRequests,
  },
  binary_file: {
    severity: 'error',
    isAboutFile: true,
    title: 'This is not a text file.',
    explanation: 'A batch file is plain text with one request in JSON on each line.',
    fix: 'Choose the .jsonl file that holds your requests.',
  },
} as const satisfies Record<string, ProblemText>;

export type ProblemCode = keyof typeof problemTexts;

/** The codes that refuse a file as a whole. */
export type FileProblemCode = {
  [Code in ProblemCode]: (typeof problemTexts)[Code] extends { isAboutFile: true } ? Code : never;
}[ProblemCode];

/** What is missing decides what to say about it. */
const missingTexts: Readonly<Record<string, Partial<ProblemText>>> = {
  custom_id: {
    title: 'There is no custom_id.',
    explanation: 'Answers come back in any order: the custom_id says which request an answer belongs to.',
    fix: 'Give the request a custom_id that no other line has.',
  },
  method: {
    title: 'There is no method.',
    explanation: 'Every request says how it is sent.',
    fix: 'Add "method": "POST".',
  },
  url: {
    title: 'There is no url.',
    explanation: 'Every request names the endpoint that it goes to.',
    fix: 'Add the url, such as "url": "/v1/chat/completions".',
  },
  body: {
    title: 'There is no body.',
    explanation: 'The body holds the request itself: the model and what it is to answer.',
    fix: 'Put model, messages and the rest into "body": {…}.',
  },
  'body.model': {
    title: 'There is no model.',
    explanation: 'Every request names the model that answers it.',
    fix: 'Fill in body.model.',
  },
  'body.messages': {
    title: 'There are no messages.',
    explanation: 'The request has nothing to answer.',
    fix: 'Fill in body.messages.',
  },
  'body.input': {
    title: 'There is no input.',
    explanation: 'The request has nothing to work on.',
    fix: 'Fill in body.input.',
  },
  'body.prompt': {
    title: 'There is no prompt.',
    explanation: 'The request has nothing to answer.',
    fix: 'Fill in body.prompt.',
  },
};

function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(problemTexts, code);
}

export const problemCodes: readonly ProblemCode[] = Object.keys(problemTexts).filter(isProblemCode);

export type { Problem } from '#lib/shared/contract/problem-schema.ts';
export type ProblemExcerpt = NonNullable<Problem['excerpt']>;

export function severityOf(code: ProblemCode): Problem['severity'] {
  return problemTexts[code].severity;
}

/** Plain words for a problem. A code from a newer version of the product gets general ones. */
export function describeProblem(problem: { readonly code: string; readonly param: string | null }): ProblemText {
  if (!isProblemCode(problem.code)) {
    return {
      severity: 'error',
      title: 'The line cannot be sent.',
      explanation: `The check found a problem of the kind ${problem.code}.`,
      fix: 'Read the message, mend the line and upload the file again.',
    };
  }
  const text: ProblemText = problemTexts[problem.code];
  if (problem.code !== 'missing_required_parameter' || problem.param === null) return text;
  return { ...text, ...missingTexts[problem.param] };
}

/** The param to count problems by, beside the code: one of a few, whatever stands in the file, or null. */
export function groupParam(problem: Pick<Problem, 'code' | 'param'>): string | null {
  if (problem.code === 'unknown_parameter' || problem.code === 'unknown_role') return null;
  return problem.param?.replaceAll(/\[\d+\]/g, '[]') ?? null;
}

/** The problem of a file that cannot be a batch at all. `message` says what it is and what to do. */
export function refuseFile(code: FileProblemCode): Problem {
  const { title, fix } = problemTexts[code];
  return {
    line: null,
    customId: null,
    code,
    severity: 'error',
    param: null,
    message: `${title} ${fix}`,
    excerpt: null,
  };
}
