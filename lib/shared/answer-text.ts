import { isJsonObject, listOf, memberOf, numberOf, objectOf, textOf, writeJson } from './json-value.ts';
import { contentParts, functionCallPart, joinParts, roleName, type TextPart, toolCallParts } from './text-part.ts';

/** What a person wants to read of a result line. */
export interface AnswerText {
  /** Who says what, in the order of the answer. Empty for a failed line and for a shape that we don't know. */
  readonly parts: readonly TextPart[];
  /** The parts as one text; null when there is nothing to read. */
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
  const body = objectOf(response, 'body');
  const statusCode = numberOf(response, 'status_code');
  if (body === null || (statusCode !== null && statusCode >= 400)) return nothing;
  const parts = bodyParts(body);
  return { parts, text: joinParts(parts), finishReason: finishReasonOf(body), model: textOf(body, 'model') };
}

function bodyParts(body: unknown): TextPart[] {
  const choices = listOf(body, 'choices');
  if (choices.length > 0)
    return choices.flatMap((choice, index) => choiceParts(choice, choices.length > 1 ? index + 1 : null));
  if (Array.isArray(memberOf(body, 'output'))) return listOf(body, 'output').flatMap(outputItemParts);
  if (Array.isArray(memberOf(body, 'results'))) return listOf(body, 'results').flatMap(moderationParts);
  if (Array.isArray(memberOf(body, 'data'))) return dataParts(listOf(body, 'data'));
  if (textOf(body, 'object') === 'video') return videoParts(body);
  return [];
}

function choiceParts(choice: unknown, number: number | null): TextPart[] {
  const message = objectOf(choice, 'message');
  const parts = message === null ? contentParts('Assistant', textOf(choice, 'text')) : messageParts(message);
  return number === null ? parts : parts.map((part) => ({ ...part, label: `${part.label}, answer ${number}` }));
}

function messageParts(message: unknown): TextPart[] {
  const label = roleName(textOf(message, 'role') ?? 'assistant');
  return [
    ...reasoningParts(textOf(message, 'reasoning_content')),
    ...contentParts(label, memberOf(message, 'content')),
    ...contentParts('Refusal', textOf(message, 'refusal')),
    ...contentParts(`${label}, spoken`, textOf(objectOf(message, 'audio'), 'transcript')),
    ...toolCallParts(message),
  ];
}

function outputItemParts(item: unknown): TextPart[] {
  const type = textOf(item, 'type');
  if (type === 'message') return contentParts(roleName(textOf(item, 'role') ?? 'assistant'), memberOf(item, 'content'));
  if (type === 'reasoning') return reasoningParts(memberOf(item, 'summary'));
  if (type === 'function_call' || type === 'custom_tool_call') return [functionCallPart(item)];
  if (!isJsonObject(item)) return [];
  return [{ label: type ?? 'Output', text: writeJson(item), kind: 'data' }];
}

function reasoningParts(content: unknown): TextPart[] {
  return contentParts('Reasoning', content).map((part) => ({ ...part, kind: 'aside' }));
}

function moderationParts(result: unknown): TextPart[] {
  const scores = objectOf(result, 'category_scores') ?? {};
  const flagged = Object.entries(objectOf(result, 'categories') ?? {}).flatMap(([category, isFlagged]) =>
    isFlagged === true ? [withScore(category, numberOf(scores, category))] : [],
  );
  const isFlagged = memberOf(result, 'flagged') === true || flagged.length > 0;
  const text = isFlagged ? `Flagged${flagged.length > 0 ? `: ${flagged.join(', ')}` : ''}` : 'Not flagged';
  return [{ label: 'Verdict', text, kind: 'prose' }];
}

function withScore(category: string, score: number | null): string {
  return score === null ? category : `${category} (${score.toFixed(2)})`;
}

function dataParts(items: readonly unknown[]): TextPart[] {
  return items.flatMap((item, index) => {
    const ending = items.length > 1 ? ` ${index + 1}` : '';
    const embedding = memberOf(item, 'embedding');
    if (embedding !== undefined) return [{ label: `Embedding${ending}`, text: embeddingText(embedding), kind: 'data' }];
    const picture = pictureText(item);
    return picture === null ? [] : [{ label: `Picture${ending}`, text: picture, kind: 'data' }];
  });
}

/** Thousands of numbers tell a reader nothing: the first few and how many there are. */
function embeddingText(embedding: unknown): string {
  if (!Array.isArray(embedding)) return `${String(embedding).length} characters of base64`;
  const shown = embedding
    .slice(0, 4)
    .map((value) => (typeof value === 'number' ? value.toPrecision(4) : String(value)));
  return `[${shown.join(', ')}${embedding.length > shown.length ? ', …' : ''}] ${embedding.length} numbers`;
}

function pictureText(item: unknown): string | null {
  const address = textOf(item, 'url');
  if (address !== null) return address;
  const content = textOf(item, 'b64_json');
  return content === null ? null : `${content.length} characters of base64`;
}

function videoParts(body: unknown): TextPart[] {
  const id = textOf(body, 'id');
  return id === null
    ? []
    : [{ label: 'Video', text: `${id} (${textOf(body, 'status') ?? 'status unknown'})`, kind: 'data' }];
}

function finishReasonOf(body: unknown): string | null {
  const [choice] = listOf(body, 'choices');
  if (choice !== undefined) return textOf(choice, 'finish_reason');
  return textOf(objectOf(body, 'incomplete_details'), 'reason') ?? textOf(body, 'status');
}
