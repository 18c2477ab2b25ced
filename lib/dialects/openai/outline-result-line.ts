import { isJsonObject, type JsonObject } from '#lib/jsonl/json-object.ts';
import { leaf, type ListOutline, type Outline, outlineJson } from '#lib/jsonl/outline-json.ts';
import { decodeRawText, readEndsOfRawText, readRawText } from '#lib/jsonl/raw-text.ts';
import { classOfChoice, classOfItem, classOfPart } from './find-answer-end.ts';

/*
 * What `parseResultLine` asks of a line, and no more. Whoever lets it ask for another member adds that member
 * here; a test compares the two ways of reading.
 */

/** Longer ones are looked at from their ends. */
const maxMessageBytes = 1024 * 1024;
const messageEndBytes = 64 * 1024;

/** An error with more members than this is no error of any provider. */
const maxErrorMembers = 1_000;

/** An outline of an object with these members. */
function object(members: Readonly<Record<string, Outline>>, rest: Omit<Outline, 'members'> = {}): Outline {
  return { members: new Map(Object.entries(members)), ...rest };
}

function leaves(...names: readonly string[]): Readonly<Record<string, Outline>> {
  return Object.fromEntries(names.map((name) => [name, leaf]));
}

/** Of a list in which it counts only whether it holds anything. */
const anyElement: ListOutline = { element: leaf, classOf: () => null };

/** A part of a text may be a list of parts. */
const part: Outline = {
  ...object(leaves('text', 'refusal', 'type')),
  get list() {
    return parts;
  },
};
const parts: ListOutline = { element: part, classOf: classOfPart };

/** Text, parts of text, or whatever an answer is. */
const content: Outline = { list: parts };

const message = object({
  content,
  tool_calls: content,
  function_call: content,
  audio: content,
  images: content,
  refusal: content,
});
const choice = object({ ...leaves('finish_reason'), text: content, message });
const item = object({ ...leaves('type'), content });

/** A code and a message, wherever they stand; a message may be any JSON. */
const said = { ...leaves('code', 'type'), message: { json: readMessage }, detail: { json: readMessage } };

/** Of members that nobody knows it counts whether they say something. */
const something: Outline = { text: (raw) => (raw.length === 0 ? '' : '…') };
const unknownMembers = { count: maxErrorMembers, outline: something };
const innerError = object(said);
const error = object({ ...said, error: innerError }, { others: unknownMembers });

const tokens = leaves('cached_tokens', 'reasoning_tokens');
const usage = object({
  ...leaves('prompt_tokens', 'input_tokens', 'completion_tokens', 'output_tokens'),
  ...leaves('prompt_cache_hit_tokens', 'cached_tokens'),
  prompt_tokens_details: object(tokens),
  input_tokens_details: object(tokens),
  completion_tokens_details: object(tokens),
  output_tokens_details: object(tokens),
});

const body = object(
  {
    ...leaves('id', 'object', 'created', 'model', 'status'),
    ...said,
    error,
    usage,
    choices: { list: { element: choice, classOf: classOfChoice } },
    output: { list: { element: item, classOf: classOfItem } },
    results: { list: anyElement },
    data: { list: anyElement },
    text: content,
    incomplete_details: object(leaves('reason')),
  },
  content,
);

const response = object({
  ...leaves('status_code'),
  request_id: { text: readRawText },
  ...said,
  error: innerError,
  body: { ...body, text: readBodyText },
});

const line = object({ custom_id: { text: readRawText }, error, response });

/** What counts of a result line too large to be parsed, in its own shape; null for what is no JSON object. */
export function outlineResultLine(bytes: Uint8Array): JsonObject | null {
  return objectOrNull(bytes, line);
}

/** The same of the body alone. */
export function outlineBody(bytes: Uint8Array): JsonObject | null {
  return objectOrNull(bytes, body);
}

function objectOrNull(bytes: Uint8Array, outline: Outline): JsonObject | null {
  const outlined = outlineJson(bytes, outline);
  return outlined.ok && isJsonObject(outlined.value) ? outlined.value : null;
}

/** Some gateways give the body as a text that holds its JSON. */
function readBodyText(raw: Buffer): unknown {
  return outlineBody(decodeRawText(raw)) ?? readEndsOfRawText(raw);
}

function readMessage(raw: Buffer): unknown {
  if (raw.length <= maxMessageBytes) return JSON.parse(raw.toString('utf8'));
  if (raw[0] === 0x22) return readEndsOfRawText(raw.subarray(1, -1));
  return [raw.subarray(0, messageEndBytes), raw.subarray(-messageEndBytes)].join('');
}
