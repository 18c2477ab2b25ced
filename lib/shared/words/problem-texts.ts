import type { FileProblemCode, ProblemCode } from '../contract/problem-codes.ts';

export interface ProblemText {
  /** What is wrong, as a heading. */
  readonly title: string;
  /** Why it matters, or how it comes about. */
  readonly explanation: string;
  readonly fix: string;
}

/** Words for what is wrong with lines. */
export const lineProblemTexts: Readonly<Record<Exclude<ProblemCode, FileProblemCode>, ProblemText>> = {
  invalid_json_line: {
    title: 'Not valid JSON.',
    explanation: 'A quote, a bracket or a comma is missing. Often a line break slipped into a text.',
    fix: 'Correct the line at the marked place. Quotes must be straight ("), not curly (“ ”). Inside a text, a line break is written \\n and a quote \\".',
  },
  json_too_deep: {
    title: 'Nested too deeply.',
    explanation: 'The line has more than 1,000 brackets within each other. No provider accepts such a request.',
    fix: 'Look at how the line was written: most of its brackets are probably not meant.',
  },
  invalid_utf8: {
    title: 'Not readable as UTF-8 text.',
    explanation: 'The file was saved in another encoding, or the line was cut in the middle of a character.',
    fix: 'Save the file again with the encoding UTF-8.',
  },
  line_too_long: {
    title: 'The line is too long.',
    explanation: 'It is larger than a single request may be. Sometimes the line breaks between requests got lost.',
    fix: 'Shorten the request, or give every request a line of its own.',
  },
  line_not_object: {
    title: 'The line is JSON, but no request.',
    explanation: 'A request is an object in curly brackets. This line holds a list, a text or a number.',
    fix: 'Write {"custom_id": …, "method": "POST", "url": …, "body": {…}}.',
  },
  missing_required_parameter: {
    title: 'A required part is missing.',
    explanation: 'Every request needs custom_id, method, url and a body with what the endpoint asks for.',
    fix: 'Fill in the part that the message names.',
  },
  invalid_type: {
    title: 'A value is of the wrong kind.',
    explanation: 'A number stands where a text should be, or a text where a list should be.',
    fix: 'Change it to the kind named in the message: text in quotes, numbers without.',
  },
  empty_string: {
    title: 'A required text is empty.',
    explanation: 'The part is there, but there is nothing in it.',
    fix: 'Fill in the part that the message names.',
  },
  string_above_max_length: {
    title: 'A name is too long.',
    explanation:
      'The custom_id and the model are names, which lists show. Sometimes the text of the request stands in their place.',
    fix: 'Shorten the part that the message names.',
  },
  empty_array: {
    title: 'A required list is empty.',
    explanation: 'The request has nothing to answer.',
    fix: 'Put at least one entry into the list that the message names.',
  },
  invalid_method: {
    title: 'The method is not POST.',
    explanation: 'Requests of a batch are always sent with POST, in capital letters.',
    fix: 'Write "method": "POST".',
  },
  invalid_url: {
    title: 'The url does not fit the batch.',
    explanation: 'All requests of a batch go to one and the same endpoint, and only some endpoints take batches.',
    fix: 'Use the same url in every line, such as /v1/chat/completions, or put other requests into a batch of their own.',
  },
  streaming_unsupported: {
    title: 'The request asks for streaming.',
    explanation: 'Answers of a batch come in a file, so there is nothing to stream.',
    fix: 'Remove "stream" from the body, or set it to false.',
  },
  mismatched_model: {
    title: 'The model is not the one of the batch.',
    explanation: 'A batch works with a single model: the one of its first good line.',
    fix: 'Use the same model in every line, or put other models into a batch of their own.',
  },
  duplicate_custom_id: {
    title: 'The custom_id is used twice.',
    explanation: 'Every request needs its own, or answers could not be told apart.',
    fix: 'Change the custom_id, or remove the line if it repeats an earlier one.',
  },
  unknown_parameter: {
    title: 'A setting that this endpoint may not know.',
    explanation: 'It may be misspelt, or something that only some providers or models understand.',
    fix: 'Check its spelling. If your provider knows it, leave it as it is.',
  },
  unknown_role: {
    title: 'An unusual role in a message.',
    explanation: 'The usual roles are system, developer, user, assistant and tool. Most providers refuse others.',
    fix: 'Use one of the usual roles.',
  },
  no_output_limit: {
    title: 'No length limit (warning only).',
    explanation: 'They will be sent. Without max_tokens an answer can be longer and more expensive than the rest.',
    fix: 'To be sure of the cost, set the limit: max_completion_tokens, max_tokens or, for responses, max_output_tokens.',
  },
};

/** What is missing decides what to say about it. */
export const missingTexts: Readonly<Record<string, ProblemText>> = {
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
