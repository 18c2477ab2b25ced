import type { FileProblemCode, ProblemCode } from '#lib/shared/contract/problem-codes.ts';

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
    fix: 'Correct the line at the marked place. Inside a text, a line break is written \\n and a quote \\".',
  },
  json_cut_off: {
    title: 'The line ends too early.',
    explanation: 'A quote or a bracket is not closed. Often a line break slipped into a text, or the file was cut.',
    fix: 'Complete the line. Inside a text, a line break is written \\n and a quote \\".',
  },
  json_extra_comma: {
    title: 'A comma too many.',
    explanation: 'In JSONL no comma stands behind a request, and none before a closing bracket.',
    fix: 'Remove the comma at the marked place.',
  },
  json_two_requests: {
    title: 'Two requests on one line.',
    explanation: 'Every request needs a line of its own. The line break between them got lost.',
    fix: 'Put a line break at the marked place, and no comma.',
  },
  json_not_a_number: {
    title: 'NaN or Infinity, which JSON does not have.',
    explanation: 'Some programs write them for a number that is missing or too large.',
    fix: 'Write a number or null, or remove the setting.',
  },
  json_python_word: {
    title: 'True, False or None instead of true, false or null.',
    explanation: 'The line was written as Python shows it, not as JSON.',
    fix: 'Write true, false and null in small letters. In Python, json.dumps does that.',
  },
  json_single_quotes: {
    title: 'Single quotes instead of double quotes.',
    explanation: 'JSON has straight double quotes (") around every name and text. Python shows single ones.',
    fix: 'Write the file with a JSON function, such as json.dumps in Python. Only replacing the quotes breaks texts that contain one.',
  },
  json_curly_quotes: {
    title: 'Curly quotes instead of straight ones.',
    explanation: 'A text program has replaced the quotes (") by “ and ”.',
    fix: 'Replace the curly quotes around names and texts by straight ones ("). Inside a text they may stay.',
  },
  json_unquoted_name: {
    title: 'A name without quotes.',
    explanation: 'In JSON every name stands in double quotes, unlike in JavaScript.',
    fix: 'Put the name at the marked place in quotes, such as "model".',
  },
  json_comment: {
    title: 'A comment, which JSON does not have.',
    explanation: 'Everything in the file is part of a request.',
    fix: 'Remove the comment.',
  },
  json_odd_space: {
    title: 'A space that JSON does not know.',
    explanation:
      'It looks like an ordinary space, but is a no-break space or the like, as web pages and text programs write them.',
    fix: 'Replace the space at the marked place by an ordinary one, or remove it.',
  },
  json_byte_order_mark: {
    title: 'A byte order mark in the middle of the file.',
    explanation:
      'This invisible character (U+FEFF) belongs to the beginning of a file. It gets inside when files are joined.',
    fix: 'Remove the invisible character in front of the request, or join the files without it.',
  },
  json_control_character: {
    title: 'A line break, a tab or a control character in a text.',
    explanation: 'Inside a text, JSON writes such characters with a backslash.',
    fix: 'Write a tab as \\t and a line break as \\n, or remove the character.',
  },
  json_too_deep: {
    title: 'Nested too deeply.',
    explanation: 'The line has more than 1,000 brackets within each other. No provider accepts such a request.',
    fix: 'Look at how the line was written: most of its brackets are probably not meant.',
  },
  json_too_many_parts: {
    title: 'Too many lists and objects.',
    explanation: 'The line has more than 1,000,000 lists and objects. No provider accepts such a request.',
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
  doubly_encoded_line: {
    title: 'The request is packed into a text.',
    explanation: 'The line is a text in quotes that holds the JSON of a request: it was written as JSON twice.',
    fix: 'Write the request as JSON only once. In Python, that is one json.dumps instead of two.',
  },
  anthropic_request: {
    title: 'These are requests in Anthropic’s format.',
    explanation: 'They have "params" where OpenAI’s batch format has method, url and body.',
    fix: 'Write them in OpenAI’s batch format: {"custom_id": …, "method": "POST", "url": "/v1/chat/completions", "body": {…}} on each line.',
  },
  gemini_request: {
    title: 'These are requests in Google’s format (Gemini or Vertex AI).',
    explanation: 'They have "contents" where OpenAI’s batch format has a body with messages.',
    fix: 'Write them in OpenAI’s batch format: {"custom_id": …, "method": "POST", "url": "/v1/chat/completions", "body": {…}} on each line.',
  },
  bedrock_request: {
    title: 'These are requests in Amazon Bedrock’s format.',
    explanation: 'They have "recordId" and "modelInput" where OpenAI’s batch format has custom_id and body.',
    fix: 'Write them in OpenAI’s batch format: {"custom_id": …, "method": "POST", "url": "/v1/chat/completions", "body": {…}} on each line.',
  },
  result_line: {
    title: 'These are results of a batch, not requests.',
    explanation: 'They are what a provider answered. There is nothing in them to ask.',
    fix: 'Choose the input file of that batch, the one with "body" on each line.',
  },
  fine_tuning_example: {
    title: 'These are training examples for fine-tuning, not requests.',
    explanation: 'They hold the answers already and name no model.',
    fix: 'To have them answered, remove the last answer and write each as a request: {"custom_id": …, "method": "POST", "url": "/v1/chat/completions", "body": {"model": …, "messages": […]}}.',
  },
  bare_body: {
    title: 'These are requests without an envelope.',
    explanation:
      'Each line is only the body. A batch file says around it which request it is, so that answers can be matched.',
    fix: 'Put each line into "body" and add a custom_id that no other line has: {"custom_id": "request-1", "method": "POST", "url": "/v1/chat/completions", "body": {…}}.',
  },
  misspelt_name: {
    title: 'A name that is not written exactly.',
    explanation: 'Names must be custom_id, method, url and body, without spaces and in small letters.',
    fix: 'Write the name as the message says.',
  },
  missing_required_parameter: {
    title: 'A required part is missing.',
    explanation: 'Every request needs a custom_id and a body with what the endpoint asks for.',
    fix: 'Fill in what the message names.',
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
    title: 'The url differs from most other lines.',
    explanation: 'All requests of a batch go to one endpoint: the one that most lines name, written in the same way.',
    fix: 'Use the url of the other lines, or put these requests into a batch of their own.',
  },
  streaming_unsupported: {
    title: 'The request asks for streaming.',
    explanation: 'Answers of a batch come in a file, so there is nothing to stream.',
    fix: 'Remove "stream" from the body, or set it to false.',
  },
  mismatched_model: {
    title: 'The model is not the one of the batch.',
    explanation: 'A batch works with a single model: the one that most lines name.',
    fix: 'Use the same model in every line, or put other models into a batch of their own.',
  },
  duplicate_custom_id: {
    title: 'The custom_id is used twice.',
    explanation: 'Every request needs its own, or answers could not be told apart.',
    fix: 'Change the custom_id, or remove the line if it repeats an earlier one.',
  },
  unusual_url: {
    title: 'The url is not written as providers expect it.',
    explanation: 'They may refuse the whole job for it.',
    fix: 'Write the url as the message says, the same in every line.',
  },
  unknown_endpoint: {
    title: 'An endpoint that this product does not know.',
    explanation: 'Your provider decides whether it accepts batches for it.',
    fix: 'Check its spelling. If your provider has this endpoint, leave it as it is.',
  },
  unsupported_parameter: {
    title: 'A setting that this endpoint or model refuses.',
    explanation: 'OpenAI answers such requests with an error.',
    fix: 'Replace the setting as the message says.',
  },
  number_as_text: {
    title: 'A number is written as a text.',
    explanation: 'Most providers answer such requests with an error.',
    fix: 'Remove the quotes around the number.',
  },
  array_above_max_length: {
    title: 'Too many inputs in one request.',
    explanation: 'OpenAI accepts up to 2,048 texts in one embeddings request.',
    fix: 'Spread them over several requests.',
  },
  empty_input: {
    title: 'An input without any text.',
    explanation: 'Most providers answer such requests with an error.',
    fix: 'Fill in the text, or remove it from the list.',
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
