import { isJsonObject, listOf, memberOf, numberOf, objectOf, textOf, writeJson } from './json-value.ts';
import { base64Bytes, pictureText } from './picture-text.ts';
import { contentParts, shortAddress, type TextPart } from './text-part.ts';

const shownNumbers = 4;
const bytesOfFloat = 4;

/** Verdicts of a moderation, one for each input. */
export function moderationParts(results: readonly unknown[]): TextPart[] {
  return results.map((result, index) => {
    const label = numbered('Verdict', index, results.length);
    if (!isVerdict(result))
      return { label: numbered('Result', index, results.length), text: writeJson(result), kind: 'data' };
    return { label, text: verdictText(result), kind: 'prose' };
  });
}

/** Other APIs have `results` too. */
function isVerdict(result: unknown): boolean {
  return typeof memberOf(result, 'flagged') === 'boolean' || objectOf(result, 'categories') !== null;
}

function verdictText(result: unknown): string {
  const scores = objectOf(result, 'category_scores');
  const flagged = Object.entries(objectOf(result, 'categories') ?? {})
    .filter(([, isFlagged]) => isFlagged === true)
    .map(([category]) => withScore(category, numberOf(scores, category)));
  if (flagged.length > 0) return `Flagged: ${flagged.join(', ')}`;
  return memberOf(result, 'flagged') === true ? 'Flagged' : 'Not flagged';
}

function withScore(category: string, score: number | null): string {
  return score === null ? category : `${category} (${score.toFixed(2)})`;
}

/** The embeddings or pictures in a body's `data`. Pictures are named by their address or size, never loaded. */
export function dataParts(body: unknown): TextPart[] {
  const items = listOf(body, 'data');
  return items.flatMap((item, index): TextPart[] => {
    const embedding = memberOf(item, 'embedding');
    if (embedding !== undefined)
      return [{ label: numbered('Embedding', index, items.length), text: embeddingText(embedding), kind: 'data' }];
    const label = numbered('Picture', index, items.length);
    const address = textOf(item, 'url');
    const content = textOf(item, 'b64_json');
    const picture = address !== null ? shortAddress(address) : content === null ? null : pictureText(content, body);
    if (picture === null) return [];
    return [
      { label, text: picture, kind: 'data' },
      ...contentParts(`${label} was asked for as`, textOf(item, 'revised_prompt')),
    ];
  });
}

/** Thousands of numbers tell a reader nothing: the first few and how many there are. */
function embeddingText(embedding: unknown): string {
  if (isList(embedding)) return vectorText(embedding.slice(0, shownNumbers), embedding.length);
  if (typeof embedding !== 'string') return writeJson(embedding);
  const first = firstFloats(embedding);
  if (first === null) return `${embedding.length} characters of base64`;
  return `${vectorText(first, base64Bytes(embedding) / bytesOfFloat)} as base64`;
}

function vectorText(first: readonly unknown[], count: number): string {
  const shown = first.map((value) => (typeof value === 'number' ? shortNumber(value) : kindOf(value)));
  return `[${shown.join(', ')}${count > shown.length ? ', …' : ''}] ${count} ${count === 1 ? 'number' : 'numbers'}`;
}

function shortNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(4);
}

function kindOf(value: unknown): string {
  if (isList(value)) return '[…]';
  return isJsonObject(value) ? '{…}' : String(value);
}

/** Little-endian float32, as OpenAI encodes them with `encoding_format: base64`; null for anything else. */
function firstFloats(base64: string): number[] | null {
  const bytes = base64Bytes(base64);
  const head = base64.slice(0, 24);
  if (base64.length % 4 !== 0 || bytes === 0 || bytes % bytesOfFloat !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(head))
    return null;
  const decoded = Uint8Array.from(atob(head), (character) => character.charCodeAt(0));
  const view = new DataView(decoded.buffer);
  const count = Math.min(shownNumbers, bytes / bytesOfFloat);
  return Array.from({ length: count }, (_, index) => view.getFloat32(index * bytesOfFloat, true));
}

function numbered(label: string, index: number, count: number): string {
  return count > 1 ? `${label} ${index + 1}` : label;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
