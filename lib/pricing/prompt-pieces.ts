import { isJsonObject, type JsonObject } from '#lib/jsonl/json-object.ts';

/** What a request's prompt is made of: texts to be counted, and tokens that need no counting. */
export interface PromptPieces {
  readonly texts: readonly string[];
  /** Frames of messages, token numbers, attachments. */
  readonly tokens: number;
}

/**
 * Each message has a frame of 3 tokens, and the answer is primed with 3 (OpenAI's cookbook, "How to count
 * tokens with tiktoken").
 */
const frameTokens = 3;

/**
 * Nobody can tell an attachment's tokens without opening it. An image of 1024 by 1024 pixels in high detail
 * takes 765, one in low detail 85 (OpenAI's guide to images); audio and files are taken for as much.
 */
const attachmentTokens = 765;
const lowDetailTokens = 85;

const spokenMembers = ['messages', 'instructions', 'input', 'prompt'] as const;
/** Their names are part of the prompt too. */
const schemaMembers = ['tools', 'functions', 'response_format', 'text'] as const;

const attachmentMembers = ['image_url', 'input_audio', 'file', 'file_data', 'file_id', 'file_url'] as const;
/** Names, ids and settings of what is said, which no model reads. */
const unreadMembers: ReadonlySet<string> = new Set([
  'type',
  'id',
  'call_id',
  'tool_call_id',
  'status',
  'cache_control',
]);
const inlineData = /^data:[^,]{0,200};base64,/;

/** Takes a request body apart, whatever its endpoint and shape. Never throws. */
export function collectPromptPieces(body: unknown): PromptPieces {
  if (!isJsonObject(body)) return { texts: [], tokens: 1 };
  const collector = new PieceCollector();
  for (const name of spokenMembers) collector.collect(body[name], false);
  for (const name of schemaMembers) collector.collect(body[name], true);
  const primed = Object.hasOwn(body, 'messages') || Object.hasOwn(body, 'input') ? frameTokens : 0;
  return { texts: collector.texts, tokens: Math.max(1, collector.tokens + primed) };
}

class PieceCollector {
  readonly texts: string[] = [];
  tokens = 0;

  /** With a stack of its own: JSON can be nested deeper than calls can. */
  collect(root: unknown, withNames: boolean): void {
    const open: unknown[] = [root];
    while (open.length > 0) {
      const value = open.pop();
      if (typeof value === 'string') this.#addText(value);
      else if (typeof value === 'number') this.tokens += 1;
      else if (Array.isArray(value)) for (const item of value) open.push(item);
      else if (isJsonObject(value)) this.#openObject(value, withNames, open);
    }
  }

  #openObject(object: JsonObject, withNames: boolean, open: unknown[]): void {
    if (!withNames && attachmentMembers.some((name) => Object.hasOwn(object, name))) {
      this.tokens += isLowDetail(object) ? lowDetailTokens : attachmentTokens;
      if (Object.hasOwn(object, 'text')) open.push(object['text']);
      return;
    }
    if (!withNames && Object.hasOwn(object, 'role')) this.tokens += frameTokens;
    for (const [name, member] of Object.entries(object)) {
      if (withNames) this.#addName(name);
      if (withNames || !unreadMembers.has(name)) open.push(member);
    }
  }

  #addText(text: string): void {
    if (inlineData.test(text)) this.tokens += attachmentTokens;
    else if (text !== '') this.texts.push(text);
  }

  /** Quotes, colon and comma make about one token more. */
  #addName(name: string): void {
    this.tokens += 1;
    if (name !== '') this.texts.push(name);
  }
}

function isLowDetail(attachment: JsonObject): boolean {
  const image = attachment['image_url'];
  return attachment['detail'] === 'low' || (isJsonObject(image) && image['detail'] === 'low');
}
