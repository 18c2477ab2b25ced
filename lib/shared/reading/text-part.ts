import { isJsonObject, listOf, memberOf, objectOf, textOf, writeJson } from './json-value.ts';

/** A piece of a request or an answer that a person can read, and who or what it comes from. */
export interface TextPart {
  /** Such as `Assistant`, `System` or `Tool call get_weather`. */
  readonly label: string;
  readonly text: string;
  /** `data` is JSON, a vector or an address; `aside` is said on the way to the answer, such as reasoning. */
  readonly kind: 'prose' | 'data' | 'aside';
}

const roleNames = new Map([
  ['system', 'System'],
  ['developer', 'Developer'],
  ['user', 'User'],
  ['assistant', 'Assistant'],
  ['tool', 'Tool'],
  ['function', 'Function'],
]);

/** `user` → `User`. A role that we don't know stays as it is. */
export function roleName(role: string | null): string {
  return role === null ? 'Message' : (roleNames.get(role) ?? role);
}

/** The parts of a message's `content`: a text, or a list of typed pieces as chat and responses have them. */
export function contentParts(label: string, content: unknown): TextPart[] {
  if (typeof content === 'string') return content === '' ? [] : [{ label, text: content, kind: 'prose' }];
  if (Array.isArray(content)) return joinProse(content.flatMap((piece) => pieceParts(label, piece)));
  return isJsonObject(content) ? pieceParts(label, content) : [];
}

/** Function and tool calls of a chat message, in either of the two forms that the API has had. */
export function toolCallParts(message: unknown): TextPart[] {
  const calls = listOf(message, 'tool_calls').map(
    (call) => objectOf(call, 'function') ?? objectOf(call, 'custom') ?? call,
  );
  const legacyCall = objectOf(message, 'function_call');
  return (legacyCall === null ? calls : [...calls, legacyCall]).map(functionCallPart);
}

/** A call of a tool: `{ name, arguments }`, or `{ name, input }` for tools that take free text. */
export function functionCallPart(call: unknown): TextPart {
  const name = textOf(call, 'name');
  const given = memberOf(call, 'arguments') ?? memberOf(call, 'input');
  return { label: name === null ? 'Tool call' : `Tool call ${name}`, text: asText(given), kind: 'data' };
}

/** Text as it is, anything else as compact JSON; nothing for what is not there. */
export function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined ? '' : writeJson(value);
}

/** One text for previews, spreadsheets and the clipboard, without what is said aside; null when nothing is left. */
export function joinParts(parts: readonly TextPart[]): string | null {
  const spoken = parts.filter((part) => part.kind !== 'aside');
  if (spoken.length === 0) return null;
  const [only] = spoken;
  if (spoken.length === 1 && only !== undefined) return only.text;
  return spoken.map((part) => (part.kind === 'prose' ? part.text : `${part.label}: ${part.text}`)).join('\n\n');
}

function pieceParts(label: string, piece: unknown): TextPart[] {
  if (typeof piece === 'string') return contentParts(label, piece);
  if (textOf(piece, 'type') === 'thinking') return [{ label: 'Reasoning', text: thoughtOf(piece), kind: 'aside' }];
  const text = textOf(piece, 'text') ?? textOf(piece, 'refusal') ?? textOf(objectOf(piece, 'text'), 'value');
  if (text !== null) return contentParts(label, text);
  const attachment = attachmentText(piece);
  return attachment === null ? [] : [{ label, text: attachment, kind: 'data' }];
}

/** Mistral's thoughts are a text or a list of pieces. */
function thoughtOf(piece: unknown): string {
  const pieces = listOf(piece, 'thinking').map((part) => textOf(part, 'text'));
  return textOf(piece, 'thinking') ?? pieces.filter((text) => text !== null).join('\n');
}

/** Pictures, sounds and files are named, never loaded; data URLs would fill pages and are measured instead. */
function attachmentText(piece: unknown): string | null {
  const type = textOf(piece, 'type');
  if (type === 'image_url' || type === 'input_image') {
    const address =
      textOf(objectOf(piece, 'image_url'), 'url') ?? textOf(piece, 'image_url') ?? textOf(piece, 'file_id');
    return `[Picture: ${shortAddress(address)}]`;
  }
  if (type === 'input_audio')
    return `[Sound: ${textOf(objectOf(piece, 'input_audio'), 'format') ?? 'of unknown format'}]`;
  if (type === 'file' || type === 'input_file') {
    const file = objectOf(piece, 'file') ?? piece;
    return `[File: ${shortAddress(textOf(file, 'filename') ?? textOf(file, 'file_id') ?? textOf(file, 'file_url'))}]`;
  }
  return piece === null || piece === undefined ? null : writeJson(piece);
}

/** An address as it is; a data URL by its length. */
export function shortAddress(address: string | null): string {
  if (address === null) return 'no address';
  return address.startsWith('data:') ? `inside the line, ${address.length} characters` : address;
}

function joinProse(parts: readonly TextPart[]): TextPart[] {
  const joined: TextPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (last?.kind === 'prose' && part.kind === 'prose' && last.label === part.label) {
      joined[joined.length - 1] = { ...last, text: `${last.text}\n${part.text}` };
    } else joined.push(part);
  }
  return joined;
}
