/*
 * Every problem the check can find. Where OpenAI has a code for it, the code is OpenAI's (batch errors as published runs show them, and the
 * general API's invalid_type, empty_string, string_above_max_length, empty_array and unknown_parameter); the others are ours.
 */

/** Of one line that cannot be sent. */
const lineErrorCodes = [
  'invalid_json_line',
  'json_too_deep',
  'invalid_utf8',
  'line_too_long',
  'line_not_object',
  'missing_required_parameter',
  'invalid_type',
  'empty_string',
  'string_above_max_length',
  'empty_array',
  'invalid_method',
  'invalid_url',
  'streaming_unsupported',
  'mismatched_model',
  'duplicate_custom_id',
] as const;

/** Of a line that can be sent: a warning never stops a start. */
const warningCodes = ['unknown_parameter', 'unknown_role', 'no_output_limit'] as const;

/** Of the file as a whole, which cannot be a batch then. */
const fileErrorCodes = [
  'empty_file',
  'csv_file',
  'excel_file',
  'zip_file',
  'gzip_file',
  'pdf_file',
  'json_array_file',
  'pretty_json_file',
  'utf16_file',
  'text_file',
  'binary_file',
] as const;

export const problemCodes = [...lineErrorCodes, ...warningCodes, ...fileErrorCodes] as const;
export type ProblemCode = (typeof problemCodes)[number];

/** The codes that refuse a file as a whole. */
export type FileProblemCode = (typeof fileErrorCodes)[number];

const warnings: ReadonlySet<string> = new Set(warningCodes);
const codes: ReadonlySet<string> = new Set(problemCodes);

/** Errors stop a start, warnings never do. */
export type Severity = 'error' | 'warning';

export function severityOf(code: ProblemCode): Severity {
  return warnings.has(code) ? 'warning' : 'error';
}

/** False for a code of another version of the product. */
export function isProblemCode(code: string): code is ProblemCode {
  return codes.has(code);
}
