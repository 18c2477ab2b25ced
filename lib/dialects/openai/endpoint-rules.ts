import type { BatchEndpoint } from '#lib/shared/contract/endpoints.ts';

export interface RequiredParameter {
  readonly name: 'model' | 'messages' | 'input' | 'prompt';
  /** What its value may be; an array must not be empty. */
  readonly kind: 'text' | 'text-or-list' | 'list-of-objects' | 'anything';
  /** With one of these in the body it may be left out. */
  readonly unless: readonly string[];
}

export interface EndpointRules {
  readonly required: readonly RequiredParameter[];
  /** Each of these limits the answer; empty where an answer has no length. */
  readonly outputLimits: readonly string[];
  /** Every body parameter of the endpoint (openai npm 7.57, the `…CreateParams` types). */
  readonly known: ReadonlySet<string>;
}

const model = required('model', 'text');
const imageParameters = words(
  'prompt background complexity frame_count frame_duration_ms model moderation n output_compression output_format partial_images quality',
  'response_format safety_identifier size stream style svg user',
);

/** What the validator knows of each endpoint's request body. Beyond this, the provider judges. */
export const endpointRules: Readonly<Record<BatchEndpoint, EndpointRules>> = {
  '/v1/chat/completions': {
    required: [model, required('messages', 'list-of-objects')],
    outputLimits: ['max_completion_tokens', 'max_tokens'],
    known: words(
      'messages model audio frequency_penalty function_call functions logit_bias logprobs max_completion_tokens max_tokens metadata modalities',
      'moderation n parallel_tool_calls prediction presence_penalty prompt_cache_key prompt_cache_options prompt_cache_retention',
      'reasoning_effort response_format safety_identifier seed service_tier stop store stream stream_options temperature tool_choice tools',
      'top_logprobs top_p user verbosity web_search_options',
    ),
  },
  '/v1/responses': {
    // A stored prompt brings its model and input along; an earlier response or a conversation stands in for the input.
    required: [
      required('model', 'text', ['prompt']),
      required('input', 'text-or-list', ['prompt', 'previous_response_id', 'conversation']),
    ],
    outputLimits: ['max_output_tokens'],
    known: words(
      'access_programs background context_management conversation image include input instructions max_output_tokens max_tool_calls metadata',
      'model moderation parallel_tool_calls previous_response_id prompt prompt_cache_key prompt_cache_options prompt_cache_retention reasoning',
      'safety_identifier service_tier store stream stream_options temperature text tool_choice tools top_logprobs top_p truncation user',
    ),
  },
  '/v1/embeddings': {
    required: [model, required('input', 'text-or-list')],
    outputLimits: [],
    known: words('input model dimensions encoding_format user'),
  },
  '/v1/completions': {
    required: [model, required('prompt', 'text-or-list')],
    // Its answers stop at 16 tokens by themselves.
    outputLimits: [],
    known: words(
      'model prompt best_of echo frequency_penalty logit_bias logprobs max_tokens n presence_penalty seed stop stream stream_options suffix',
      'temperature top_p user',
    ),
  },
  '/v1/moderations': {
    required: [required('input', 'anything')],
    outputLimits: [],
    known: words('input model'),
  },
  '/v1/images/generations': { required: [required('prompt', 'text')], outputLimits: [], known: imageParameters },
  '/v1/images/edits': {
    required: [required('prompt', 'text')],
    outputLimits: [],
    known: new Set([...imageParameters, 'image', 'images', 'input_fidelity', 'markup', 'mask']),
  },
  '/v1/videos': {
    required: [required('prompt', 'text')],
    outputLimits: [],
    known: words('prompt input_reference model seconds size'),
  },
};

function required(
  name: RequiredParameter['name'],
  kind: RequiredParameter['kind'],
  unless: readonly string[] = [],
): RequiredParameter {
  return { name, kind, unless };
}

function words(...lines: string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(' ')));
}
