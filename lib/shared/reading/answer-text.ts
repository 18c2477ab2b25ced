import { dataParts, moderationParts } from './data-parts.ts';
import { listOf, memberOf, numberOf, objectOf, parseJsonObject, textOf } from './json-value.ts';
import { outputItemParts, reasoningParts } from './response-parts.ts';
import { contentParts, joinParts, roleName, type TextPart, toolCallParts } from './text-part.ts';

/** What a person wants to read of a result line. */
export interface AnswerText {
  /** Who says what, in the order of the answer. Empty for a failed line and for a shape that we don't know. */
  readonly parts: readonly TextPart[];
  /** The parts as one text, without what is said aside; null when there is nothing to read. */
  readonly text: string | null;
  /** The provider's word for why the answer ended, such as `stop` or `length`; null when it gave none. */
  readonly finishReason: string | null;
  /** The model as the provider names it; null when it doesn't. */
  readonly model: string | null;
}

const nothing: AnswerText = { parts: [], text: null, finishReason: null, model: null };

/**
 * The readable answer in a parsed line of a result file (`{ custom_id, response, error }`), for chat completions,
 * responses, completions, embeddings, moderations, images and videos. Never throws: unknown shapes read as nothing.
 */
export function answerText(resultLine: unknown): AnswerText {
  const response = objectOf(resultLine, 'response');
  if (response === null || statusCodeOf(response) >= 400) return nothing;
  const bodyText = textOf(response, 'body');
  const body = objectOf(response, 'body') ?? (bodyText === null ? null : parseJsonObject(bodyText));
  const parts = body === null ? contentParts('Answer', bodyText) : bodyParts(body);
  return { parts, text: joinParts(parts), finishReason: finishReasonOf(body), model: textOf(body, 'model') };
}

/** Some providers put it in quotes. */
function statusCodeOf(response: unknown): number {
  return numberOf(response, 'status_code') ?? Number(textOf(response, 'status_code') ?? Number.NaN);
}

function bodyParts(body: unknown): TextPart[] {
  const choices = listOf(body, 'choices');
  if (choices.length > 0)
    return choices.flatMap((choice, index) => choiceParts(choice, choices.length > 1 ? index + 1 : null));
  if (Array.isArray(memberOf(body, 'output')))
    return [...listOf(body, 'output').flatMap(outputItemParts), ...errorParts(body)];
  if (Array.isArray(memberOf(body, 'results'))) return moderationParts(listOf(body, 'results'));
  if (Array.isArray(memberOf(body, 'data'))) return dataParts(body);
  if (textOf(body, 'object') === 'video') return [...videoParts(body), ...errorParts(body)];
  return errorParts(body);
}

function choiceParts(choice: unknown, number: number | null): TextPart[] {
  const message = objectOf(choice, 'message');
  const parts = message === null ? contentParts('Assistant', textOf(choice, 'text')) : messageParts(message);
  return number === null ? parts : parts.map((part) => ({ ...part, label: `${part.label}, answer ${number}` }));
}

/**
 * Reasoning is DeepSeek's, Qwen's and Kimi's `reasoning_content`, or Groq's and OpenRouter's `reasoning`;
 * pictures are OpenRouter's.
 */
function messageParts(message: unknown): TextPart[] {
  const label = roleName(textOf(message, 'role') ?? 'assistant');
  return [
    ...reasoningParts(textOf(message, 'reasoning_content') ?? textOf(message, 'reasoning')),
    ...contentParts(label, memberOf(message, 'content')),
    ...contentParts('Refusal', textOf(message, 'refusal')),
    ...contentParts(`${label}, spoken`, textOf(objectOf(message, 'audio'), 'transcript')),
    ...contentParts(label, listOf(message, 'images')),
    ...toolCallParts(message),
  ];
}

function videoParts(body: unknown): TextPart[] {
  const id = textOf(body, 'id');
  return id === null
    ? []
    : [{ label: 'Video', text: `${id} (${textOf(body, 'status') ?? 'status unknown'})`, kind: 'data' }];
}

/** A response or a video may fail though its request was answered with 200. */
function errorParts(body: unknown): TextPart[] {
  return contentParts('Error', textOf(objectOf(body, 'error'), 'message') ?? textOf(body, 'error'));
}

function finishReasonOf(body: unknown): string | null {
  const [choice] = listOf(body, 'choices');
  if (choice !== undefined) return textOf(choice, 'finish_reason');
  return textOf(objectOf(body, 'incomplete_details'), 'reason') ?? textOf(body, 'status');
}
