import { isJsonObject, listOf, memberOf, objectOf, textOf } from './json-value.ts';
import { asText, contentParts, functionCallPart, roleName, type TextPart, toolCallParts } from './text-part.ts';

/** What a person wants to read of a request line. */
export interface RequestText {
  /** Who says what, in order. Empty for a shape that we don't know. */
  readonly parts: readonly TextPart[];
  /** The other settings of the body, such as `model` and `max_tokens`, in the order of the line. */
  readonly settings: readonly { readonly name: string; readonly value: string }[];
}

const spokenMembers = new Set(['messages', 'instructions', 'input', 'prompt']);
const settingLength = 200;

/**
 * The readable part of a parsed line of an input file (`{ custom_id, method, url, body }`), whatever its endpoint.
 * Never throws: unknown shapes read as settings alone, or as nothing.
 */
export function requestText(requestLine: unknown): RequestText {
  const body = objectOf(requestLine, 'body');
  if (body === null) return { parts: [], settings: [] };
  return {
    parts: [
      ...listOf(body, 'messages').flatMap(messageParts),
      ...contentParts('Instructions', memberOf(body, 'instructions')),
      ...inputParts('Input', memberOf(body, 'input')),
      ...inputParts('Prompt', memberOf(body, 'prompt')),
    ],
    settings: Object.entries(body)
      .filter(([name]) => !spokenMembers.has(name))
      .map(([name, value]) => ({ name, value: cut(asText(value)) })),
  };
}

function messageParts(message: unknown): TextPart[] {
  if (!isJsonObject(message)) return [];
  const role = roleName(textOf(message, 'role'));
  const name = textOf(message, 'name');
  const label = name === null ? role : `${role} ${name}`;
  return [...contentParts(label, memberOf(message, 'content')), ...toolCallParts(message)];
}

/** `input` and `prompt` are a text, several texts, token numbers, or the items of the Responses API. */
function inputParts(label: string, input: unknown): TextPart[] {
  if (!Array.isArray(input)) return contentParts(label, input);
  if (isTokens(input)) return [{ label, text: `${input.length} tokens as numbers`, kind: 'data' }];
  return input.flatMap((item, index) => itemParts(input.length > 1 ? `${label} ${index + 1}` : label, item));
}

function itemParts(label: string, item: unknown): TextPart[] {
  if (Array.isArray(item))
    return isTokens(item) ? inputParts(label, item) : [{ label, text: asText(item), kind: 'data' }];
  const type = textOf(item, 'type');
  if (textOf(item, 'role') !== null) return messageParts(item);
  if (type === 'function_call' || type === 'custom_tool_call') return [functionCallPart(item)];
  if (type === 'function_call_output')
    return [{ label: 'Tool result', text: asText(memberOf(item, 'output')), kind: 'data' }];
  return contentParts(label, item);
}

function isTokens(input: readonly unknown[]): boolean {
  return input.length > 0 && input.every((value) => typeof value === 'number');
}

function cut(text: string): string {
  return text.length <= settingLength ? text : `${text.slice(0, settingLength)}…`;
}
