/*
 * Every problem the check can find. Where OpenAI has a code for it, the code is OpenAI's (batch errors as
 * published runs show them, and the general API's invalid_type, empty_string, string_above_max_length,
 * empty_array, array_above_max_length, unknown_parameter and unsupported_parameter); the others are ours.
 */

/** What stands where no JSON may go on, as far as it can be told. */
export const jsonFaultCodes = [
  'invalid_json_line',
  'json_cut_off',
  'json_extra_comma',
  'json_two_requests',
  'json_not_a_number',
  'json_python_word',
  'json_single_quotes',
  'json_curly_quotes',
  'json_unquoted_name',
  'json_comment',
  'json_odd_space',
  'json_byte_order_mark',
  'json_control_character',
] as const;
export type JsonFaultCode = (typeof jsonFaultCodes)[number];

/** Lines that are whole, but meant for something else. A file of nothing but one of these kinds is refused as such. */
export const foreignLineCodes = [
  'anthropic_request',
  'gemini_request',
  'bedrock_request',
  'result_line',
  'fine_tuning_example',
  'bare_body',
] as const;
export type ForeignLineCode = (typeof foreignLineCodes)[number];

/** Of one line that cannot be sent. */
const lineErrorCodes = [
  ...jsonFaultCodes,
  'json_too_deep',
  'json_too_many_parts',
  'invalid_utf8',
  'line_too_long',
  'line_not_object',
  'doubly_encoded_line',
  ...foreignLineCodes,
  'misspelt_name',
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
const warningCodes = [
  'unusual_url',
  'unknown_endpoint',
  'unsupported_parameter',
  'number_as_text',
  'array_above_max_length',
  'empty_input',
  'unknown_parameter',
  'unknown_role',
  'no_output_limit',
] as const;

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
  'utf32_file',
  'cr_line_ends_file',
  'html_file',
  'git_lfs_file',
  'text_file',
  'binary_file',
] as const;

export const problemCodes = [...lineErrorCodes, ...warningCodes, ...fileErrorCodes] as const;
export type ProblemCode = (typeof problemCodes)[number];

/** The codes that speak of a file as a whole only. */
export type FileProblemCode = (typeof fileErrorCodes)[number];

/** What a whole file can be refused for. */
export type RefusalCode = FileProblemCode | ForeignLineCode;

const warnings: ReadonlySet<string> = new Set(warningCodes);
const codes: ReadonlySet<string> = new Set(problemCodes);
const foreign: ReadonlySet<string> = new Set(foreignLineCodes);

/** Errors stop a start, warnings never do. */
export type Severity = 'error' | 'warning';

export function severityOf(code: ProblemCode): Severity {
  return warnings.has(code) ? 'warning' : 'error';
}

/** False for a code of another version of the product. */
export function isProblemCode(code: string): code is ProblemCode {
  return codes.has(code);
}

/** Whether a file that was refused so can be turned into JSONL as it is. */
export function isConvertible(code: string): boolean {
  return code === 'json_array_file' || code === 'pretty_json_file';
}

/** What a file is called that people make tables with, whether or not it can be read. */
const tableName = /\.(csv|tsv|tab|xlsx|xlsm|xltx|xls|xlsb|ods|numbers)$/iu;

/** Whether a file that was refused so is a table, of which requests can be made. Some are known by their name alone. */
export function isTableRefusal(code: string, fileName: string): boolean {
  if (code === 'csv_file' || code === 'excel_file') return true;
  const mayBe = ['text_file', 'utf16_file', 'zip_file', 'binary_file', 'empty_file', 'cr_line_ends_file'];
  return mayBe.includes(code) && tableName.test(fileName);
}

export function isForeignLineCode(code: string): code is ForeignLineCode {
  return foreign.has(code);
}
