import { isJsonObject } from '#lib/jsonl/json-object.ts';
import type { AnswerEnd } from '#lib/shared/contract/answer-end.ts';
import { listOf, memberOf, textOf } from '#lib/shared/reading/json-value.ts';

/** How a succeeded answer ended; a shape that we don't know is complete when there is anything in it. */
export function findAnswerEnd(body: unknown): AnswerEnd {
  if (!isJsonObject(body)) return hasContent(body) ? 'complete' : 'empty';
  if (Array.isArray(body['choices'])) return endOfChoices(body['choices']);
  if (Array.isArray(body['output'])) return endOfResponse(body, body['output']);
  return hasAnswer(body) || isOtherShape(body) ? 'complete' : 'empty';
}

/** True for a body that holds an answer of a known shape, whatever stands beside it. */
export function hasAnswer(body: unknown): boolean {
  if (!isJsonObject(body)) return false;
  return (
    listOf(body, 'choices').some(hasChoiceContent) ||
    listOf(body, 'output').some(hasItemContent) ||
    listOf(body, 'results').length > 0 ||
    listOf(body, 'data').length > 0 ||
    hasContent(body['text'])
  );
}

const shapes = ['choices', 'output', 'results', 'data', 'text', 'error', 'usage', 'id', 'object', 'model', 'created'];

/** Such as a video, which has nothing but an id and a status. */
function isOtherShape(body: object): boolean {
  return Object.keys(body).some((name) => !shapes.includes(name));
}

const cutOff = /^(?:length|max_tokens|max_output_tokens|model_length)$/i;
/** Zhipu says `sensitive`. */
const refused = /^(?:content_filter|sensitive|safety|refusal)$/i;

function endOfChoices(choices: readonly unknown[]): AnswerEnd {
  const reasons = choices.map((choice) => textOf(choice, 'finish_reason') ?? '');
  const isRefusal = (choice: unknown): boolean => hasContent(memberOf(memberOf(choice, 'message'), 'refusal'));
  if (reasons.some((reason) => refused.test(reason)) || choices.some(isRefusal)) return 'refused';
  if (reasons.some((reason) => cutOff.test(reason))) return 'cut_off';
  return choices.length > 0 && choices.every(hasChoiceContent) ? 'complete' : 'empty';
}

/** Choices of one class tell no more of an answer together than one of them does. */
export function classOfChoice(choice: unknown): string {
  return `${endOfChoices([choice])} ${hasChoiceContent(choice)}`;
}

function hasChoiceContent(choice: unknown): boolean {
  if (hasContent(memberOf(choice, 'text'))) return true;
  const message = memberOf(choice, 'message');
  if (!isJsonObject(message)) return false;
  const { content, tool_calls: toolCalls, function_call: functionCall, audio, images, refusal } = message;
  return [content, toolCalls, functionCall, audio, images, refusal].some(hasContent);
}

function endOfResponse(body: object, items: readonly unknown[]): AnswerEnd {
  const reason = textOf(memberOf(body, 'incomplete_details'), 'reason') ?? '';
  if (refused.test(reason) || items.some(isRefusalItem)) return 'refused';
  if (textOf(body, 'status') === 'incomplete') return 'cut_off';
  return items.some(hasItemContent) ? 'complete' : 'empty';
}

/** As `classOfChoice`, of the items of a response's output. */
export function classOfItem(item: unknown): string {
  return `${isRefusalItem(item)} ${hasItemContent(item)}`;
}

function isRefusalItem(item: unknown): boolean {
  return listOf(item, 'content').some(isRefusalPart);
}

/** Reasoning alone is no answer. */
function hasItemContent(item: unknown): boolean {
  const type = textOf(item, 'type');
  if (type === 'reasoning' || !isJsonObject(item)) return false;
  if (type !== 'message') return true;
  return hasContent(item['content']);
}

/**
 * True for a text that is not empty, and for a list or an object with anything in it: of parts of text, one
 * that is not empty. Lists within each other are opened without a call for each, as they can be nested deeper
 * than calls can.
 */
function hasContent(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() !== '';
  if (!Array.isArray(value))
    return isJsonObject(value) ? Object.keys(value).length > 0 : value != null && value !== false;
  const open: (readonly unknown[])[] = [value];
  for (let parts = open.pop(); parts !== undefined; parts = open.pop()) {
    for (const part of parts) {
      if (Array.isArray(part)) open.push(part);
      else if (hasPart(part)) return true;
    }
  }
  return false;
}

/** As `classOfChoice`, of the parts of a content. */
export function classOfPart(part: unknown): string {
  return `${isRefusalPart(part)} ${hasPart(part)}`;
}

function isRefusalPart(part: unknown): boolean {
  return textOf(part, 'type') === 'refusal';
}

function hasPart(part: unknown): boolean {
  const text = memberOf(part, 'text') ?? memberOf(part, 'refusal');
  return typeof text === 'string' ? text.trim() !== '' : hasContent(part);
}
