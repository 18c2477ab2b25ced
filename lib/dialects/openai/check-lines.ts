import { hashCustomId } from '#lib/jsonl/custom-id.ts';
import { decodeLine } from '#lib/jsonl/decode.ts';
import { defaultMaxLineBytes, type JsonlLine } from '#lib/jsonl/read-lines.ts';
import { endpointLike, endpointOfUrl } from '#lib/shared/contract/endpoints.ts';
import { type ForeignLineCode, isForeignLineCode } from '#lib/shared/contract/problem-codes.ts';
import { type Problem, refuseFile } from '#lib/shared/words/problem.ts';
import { CustomIdLines } from './custom-id-lines.ts';
import { type Destination, DestinationVotes } from './destination-votes.ts';
import { findWarnings } from './find-warnings.ts';
import { type Finding, otherModel, otherUrl, usedTwice } from './finding.ts';
import { lineProblem, longLineProblem, unreadableLineProblem } from './line-problem.ts';
import { type ReadRequest, readRequest } from './read-request.ts';

/** A line that can be sent. */
export interface CheckedRequest {
  /** 1-based physical line, and where its content lies in the file. */
  readonly line: number;
  readonly offset: number;
  readonly length: number;
  readonly customId: string;
  readonly customIdSha256: Buffer;
  /** Null where the line leaves it out. */
  readonly model: string | null;
  /** How many embeddings it asks for; 0 on other endpoints. */
  readonly inputCount: number;
  /** False where the line leaves it out, to be filled in for providers that want it. */
  readonly hasMethod: boolean;
  readonly hasUrl: boolean;
}

export interface LineCheck {
  /** Null when the line has an error. */
  readonly request: CheckedRequest | null;
  /** At most one error, and any warnings. Everything in them may be stored in PostgreSQL. */
  readonly problems: readonly Problem[];
}

export interface CheckSummary {
  /** Lines that are not blank: `requests` and `badLines` together. */
  readonly lines: number;
  readonly requests: number;
  readonly badLines: number;
  /** Of the requests, how many leave their url or method out. */
  readonly withoutUrl: number;
  readonly withoutMethod: number;
  /**
   * What the url means, else the url itself; where no line has one, what the requests look like. Null when
   * that is not known.
   */
  readonly endpoint: string | null;
  /** As the lines write it; null when none has one. */
  readonly url: string | null;
  readonly model: string | null;
  readonly embeddingInputs: number;
  /** Bytes of the longest request line. */
  readonly longestLineBytes: number;
  /** Set when the file cannot be a batch at all. */
  readonly refusal: Problem | null;
  /**
   * Where most lines go, when that is not what the others were measured by: a second check, told so, lets
   * more of them through.
   */
  readonly majority: Destination | null;
}

export interface CheckerOptions {
  /** Of the batch. By default those of the first line without an error. */
  readonly url?: string | null;
  readonly model?: string | null;
  /** Where the requests go when no line says so. */
  readonly chosenUrl?: string | null;
  /** What the reader was given; only for the message. */
  readonly maxLineBytes?: number;
  /** Judges as OpenAI does, for the sandbox: every line needs method and url. */
  readonly isStrict?: boolean;
}

/**
 * Checks the lines of an input file in order. What the provider alone can judge, such as an endpoint that we
 * do not know, is no error here, and neither are too many requests or bytes for one job: splitting takes care
 * of those. Only lines without an error count when it comes to the batch's model, url and ids in use, so that
 * the others can be left out without a new check. Never throws for a line.
 */
export class LineChecker {
  readonly #options: CheckerOptions;
  readonly #customIds = new CustomIdLines();
  readonly #votes = new DestinationVotes();
  /** Of the bad lines, by kind; what is no foreign kind counts as null. */
  readonly #kinds = new Set<ForeignLineCode | null>();
  readonly #guesses = new Set<string | null>();
  #url: string | null;
  #model: string | null;
  #lines = 0;
  #sums = { requests: 0, withoutUrl: 0, withoutMethod: 0, embeddingInputs: 0 };
  #longestLineBytes = 0;

  constructor(options: CheckerOptions = {}) {
    this.#options = options;
    this.#url = options.url ?? null;
    this.#model = options.model ?? null;
  }

  check(line: JsonlLine): LineCheck {
    this.#lines += 1;
    const { maxLineBytes = defaultMaxLineBytes, isStrict = false } = this.#options;
    if (line.bytes === null) return this.#refuse(longLineProblem(line, maxLineBytes));
    const decoded = decodeLine(line.bytes);
    if (!decoded.ok) return this.#refuse(unreadableLineProblem(line, decoded, isStrict));
    const reading = readRequest(decoded.value, { url: this.#urlOfOthers, isStrict });
    if (!reading.ok) return this.#refuse(lineProblem(line, decoded.text, reading.customId, reading.error));
    const { request } = reading;
    const accepted = this.#accept(line, request);
    if ('code' in accepted) return this.#refuse(lineProblem(line, decoded.text, request.customId, accepted));
    const problems = findWarnings(request).map((warning) => lineProblem(line, decoded.text, request.customId, warning));
    return { request: accepted, problems };
  }

  finish(): CheckSummary {
    const { requests } = this.#sums;
    return {
      lines: this.#lines,
      ...this.#sums,
      badLines: this.#lines - requests,
      endpoint: this.#endpoint(),
      url: this.#url,
      model: this.#model,
      longestLineBytes: this.#longestLineBytes,
      refusal: this.#refusal(),
      majority: this.#majority(),
    };
  }

  #accept(line: JsonlLine, { url, model, customId, endpoint, hasMethod, body }: ReadRequest): CheckedRequest | Finding {
    const { isStrict = false } = this.#options;
    this.#votes.add({ url, model });
    if (this.#url !== null && url !== null && url !== this.#url) return otherUrl(url, this.#url, isStrict);
    if (this.#model !== null && model !== null && model !== this.#model) return otherModel(model);
    const customIdSha256 = hashCustomId(customId);
    const firstLine = this.#customIds.add(customIdSha256, line.line);
    if (firstLine !== null) return usedTwice(customId, isStrict ? null : firstLine);
    this.#url ??= url;
    this.#model ??= model;
    const inputCount = endpoint === '/v1/embeddings' ? countInputs(body['input']) : 0;
    if (url === null) this.#guesses.add(endpoint);
    this.#sums.requests += 1;
    this.#sums.embeddingInputs += inputCount;
    this.#sums.withoutUrl += url === null ? 1 : 0;
    this.#sums.withoutMethod += hasMethod ? 0 : 1;
    this.#longestLineBytes = Math.max(this.#longestLineBytes, line.length);
    const { offset, length } = line;
    const request = { customId, customIdSha256, model, inputCount, hasMethod, hasUrl: url !== null };
    return { line: line.line, offset, length, ...request };
  }

  #refuse(problem: Problem): LineCheck {
    this.#kinds.add(isForeignLineCode(problem.code) ? problem.code : null);
    return { request: null, problems: [problem] };
  }

  /**
   * Of lines that have none. Not that of the first line that has one: lines before it would be judged
   * otherwise than those behind it.
   */
  get #urlOfOthers(): string | null {
    return this.#options.url ?? this.#options.chosenUrl ?? null;
  }

  #endpoint(): string | null {
    const url = this.#url ?? this.#urlOfOthers;
    if (url !== null) return endpointOfUrl(url) ?? endpointLike(url) ?? url;
    const [guess = null, ...others] = this.#guesses;
    return others.length === 0 ? guess : null;
  }

  #refusal(): Problem | null {
    if (this.#lines === 0) return refuseFile('empty_file');
    const [kind, ...others] = this.#kinds;
    return this.#sums.requests === 0 && kind != null && others.length === 0 ? refuseFile(kind) : null;
  }

  #majority(): Destination | null {
    const present = { url: this.#url, model: this.#model };
    const winner = this.#votes.winner(present);
    // Lines without a url were judged by what their bodies look like.
    const isUrlNew = this.#sums.withoutUrl > 0 && this.#url !== null && this.#options.url == null;
    return winner.url !== present.url || winner.model !== present.model || isUrlNew ? winner : null;
  }
}

/** A list of numbers is one input, already cut into tokens. */
function countInputs(input: unknown): number {
  return Array.isArray(input) && typeof input[0] !== 'number' ? input.length : 1;
}
