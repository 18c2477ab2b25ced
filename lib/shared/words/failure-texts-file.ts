import type { FailureIdOf } from '#lib/shared/failures/known-failures.ts';
import type { FailureText } from './failure-text.ts';

/** What makes a whole file, and with it the job, unusable. */
export const fileFailureTexts: Readonly<Record<FailureIdOf<'file'>, FailureText>> = {
  invalid_json_line: {
    title: 'A line is not JSON',
    explanation:
      'Each line must be one complete JSON object. This one is cut off, has a stray character, or is something else.',
    fix: 'Correct the line, or leave it out.',
    why: 'One such line makes {provider} refuse the whole job.',
  },
  missing_required_parameter: {
    title: 'Something required is missing',
    explanation:
      'Each line needs custom_id, method, url and body, and the body what its endpoint asks for, such as model and messages.',
    fix: 'Add what {provider}’s message names.',
    why: 'Without it the request is refused again.',
  },
  invalid_url: {
    title: 'A line asks for another endpoint',
    explanation: 'All lines of one file must have the same url, and it must be the batch’s endpoint.',
    fix: 'Put requests for different endpoints into separate files.',
    why: 'The file stays mixed.',
  },
  url_not_found: {
    title: '{provider} has no batches for this endpoint',
    explanation: 'The url in the lines is not one that {provider}’s Batch API serves.',
    fix: 'Use an endpoint that it serves, such as /v1/chat/completions.',
    why: 'The endpoint will not be served the next time either.',
  },
  mismatched_model: {
    title: 'The file asks for more than one model',
    explanation: 'All lines of one file must name the same model.',
    fix: 'Put requests for different models into separate files.',
    why: 'The file stays mixed.',
  },
  duplicate_custom_id: {
    title: 'Two lines have the same custom_id',
    explanation: 'Answers come back in any order and are told apart by custom_id alone, so each may be used only once.',
    fix: 'Give each line its own custom_id.',
    why: 'The IDs stay the same.',
  },
  streaming_unsupported: {
    title: 'A line asks for streaming',
    explanation: 'A batch returns whole answers, so "stream": true cannot be used in it.',
    fix: 'Remove "stream" from the body.',
    why: 'It will be refused again.',
  },
  empty_file: {
    title: 'The file has no requests',
    explanation: 'It is empty, or has only blank lines.',
    fix: 'Choose a file with one request on each line.',
    why: 'There is nothing to send.',
  },
  invalid_file_format: {
    title: 'The file is not JSONL',
    explanation:
      'A batch is a text file in UTF-8 with one JSON object on each line, not a table, a document or one long list.',
    fix: 'Save it as JSONL and choose it again.',
    why: 'The file stays what it is.',
  },
  file_too_large: {
    title: 'The file is larger than {provider} allows',
    explanation: 'OpenAI allows 50,000 requests and 200 MB in one job; other providers have their own limits.',
    fix: 'Set the limits of the connection: larger files are then sent in several jobs.',
    why: 'The job would be just as large again.',
  },
  input_modified: {
    title: 'The uploaded file changed at {provider}',
    explanation: 'It was replaced or removed there while the job was reading it.',
    fix: 'Retry: the requests are uploaded again.',
    why: 'Each retry uploads a file of its own.',
  },
};
