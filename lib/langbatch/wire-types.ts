import type { OpenAI } from 'openai';
import type { BatchEndpoint } from '#lib/shared/contract/endpoints.ts';

/** The request and answer bodies of each endpoint, as the `openai` package has them. */
interface EndpointBodies {
  '/v1/chat/completions': {
    readonly request: OpenAI.Chat.ChatCompletionCreateParamsNonStreaming;
    readonly answer: OpenAI.Chat.ChatCompletion;
  };
  '/v1/responses': {
    readonly request: OpenAI.Responses.ResponseCreateParamsNonStreaming;
    readonly answer: OpenAI.Responses.Response;
  };
  '/v1/embeddings': {
    readonly request: OpenAI.EmbeddingCreateParams;
    readonly answer: OpenAI.CreateEmbeddingResponse;
  };
  '/v1/completions': {
    readonly request: OpenAI.CompletionCreateParamsNonStreaming;
    readonly answer: OpenAI.Completion;
  };
  '/v1/moderations': {
    readonly request: OpenAI.ModerationCreateParams;
    readonly answer: OpenAI.ModerationCreateResponse;
  };
  '/v1/images/generations': {
    readonly request: OpenAI.ImageGenerateParamsNonStreaming;
    readonly answer: OpenAI.ImagesResponse;
  };
  /** In batches pictures are named by address or file id: the package's type is that of the form upload. */
  '/v1/images/edits': {
    readonly request: { readonly prompt: string; readonly [parameter: string]: unknown };
    readonly answer: OpenAI.ImagesResponse;
  };
  /** JSON only, as the form upload is not part of a batch. */
  '/v1/videos': {
    readonly request: { readonly prompt: string; readonly [parameter: string]: unknown };
    readonly answer: OpenAI.Video;
  };
}

/** The body of a request to `Endpoint`. */
export type RequestBody<Endpoint extends BatchEndpoint> = EndpointBodies[Endpoint]['request'];

/** A request as `create` takes it: the model may come from `defaults`, or from the settings. */
export type NewRequest<Endpoint extends BatchEndpoint> = WithoutModel<RequestBody<Endpoint>> & {
  readonly model?: string;
};

/** Distributes over unions, and keeps index signatures, which `Omit` does not. */
type WithoutModel<Body> = Body extends unknown
  ? { [Key in keyof Body as Key extends 'model' ? never : Key]: Body[Key] }
  : never;

/** The body of a successful answer of `Endpoint`. */
export type AnswerBody<Endpoint extends BatchEndpoint> = EndpointBodies[Endpoint]['answer'];

/** A line of the input file. */
export interface BatchRequest<Endpoint extends BatchEndpoint = BatchEndpoint> {
  readonly custom_id: string;
  readonly method: 'POST';
  /** The endpoint as the line writes it. */
  readonly url: string;
  readonly body: RequestBody<Endpoint>;
  /** The line as it was, without its line break. */
  readonly rawLine: string;
}

/** A result line whose status code is 2xx. */
export interface SuccessfulResult<Endpoint extends BatchEndpoint = BatchEndpoint> {
  readonly outcome: 'succeeded';
  /** The provider's id of the line. */
  readonly id: string | null;
  readonly custom_id: string;
  readonly response: {
    readonly status_code: number;
    readonly request_id: string | null;
    /** As the provider sent it; like the `openai` client, nobody looks whether it is what its type says. */
    readonly body: AnswerBody<Endpoint>;
  };
  readonly error: null;
  /** The line as the provider sent it, without its line break. */
  readonly rawLine: string;
}

/** A result line that tells of a failure. */
export interface UnsuccessfulResult {
  readonly outcome: 'failed';
  readonly id: string | null;
  readonly custom_id: string;
  /** Null when the request never got an answer of its own, such as one that expired. */
  readonly response: {
    readonly status_code: number;
    readonly request_id: string | null;
    readonly body: unknown;
  } | null;
  /**
   * As the provider sent it, null where that is no object: for an HTTP error OpenAI leaves it null. `failure`
   * has the real one.
   */
  readonly error: Readonly<Record<string, unknown>> | null;
  /** What went wrong, from wherever the line says it. */
  readonly failure: {
    readonly statusCode: number | null;
    readonly code: string | null;
    readonly message: string | null;
  };
  readonly rawLine: string;
}

export type BatchResult<Endpoint extends BatchEndpoint = BatchEndpoint> =
  | SuccessfulResult<Endpoint>
  | UnsuccessfulResult;

/**
 * All results of a batch over all its attempts, in input order. A request that is still under way is in none
 * of the lists.
 */
export interface BatchResults<Endpoint extends BatchEndpoint = BatchEndpoint> {
  readonly successful: readonly SuccessfulResult<Endpoint>[];
  readonly unsuccessful: readonly UnsuccessfulResult[];
  /** Requests for which the provider returned no line. */
  readonly missing: readonly BatchRequest<Endpoint>[];
}
