import { createSeededRandom } from '#lib/sandbox/seeded-random.ts';
import { customIdOf } from './custom-ids.ts';
import { createProse } from './prose.ts';
import { writeLinesTo } from './write-lines-to.ts';

export interface RequestFileOptions {
  readonly path: string;
  readonly lines: number;
  /** Of a line, on average. */
  readonly lineBytes: number;
}

const systemPrompt =
  'You answer for a shop. Classify the ticket as return, billing, delivery or other, and draft a reply.';
/** Everything of a line but the user's text. */
const frameBytes = 330;

/** Writes a batch input file of chat requests, the same for the same options, and gives its bytes. */
export function writeRequestFile(options: RequestFileOptions): Promise<number> {
  return writeLinesTo(options.path, requestLines(options));
}

function* requestLines({ lines, lineBytes }: RequestFileOptions): Generator<string> {
  const random = createSeededRandom('requests');
  const prose = createProse(random);
  const textLength = Math.max(lineBytes - frameBytes, 20);
  for (let line = 1; line <= lines; line += 1) {
    const length = Math.ceil(textLength / 2) + random.below(textLength);
    yield JSON.stringify({
      custom_id: customIdOf(line),
      method: 'POST',
      url: '/v1/chat/completions',
      body: {
        model: 'gpt-4o-mini',
        messages: [
          { role: 'system', content: systemPrompt },
          { role: 'user', content: prose(length) },
        ],
        max_tokens: 400,
        temperature: 0.2,
      },
    });
  }
}
