/** `maybe`: nobody can say; a retry is offered, but nothing is promised. */
export type RetryHelp = 'yes' | 'no' | 'maybe';

/** What an error is about: one request, the account behind the connection, the provider itself, or the whole file. */
export type FailureGroup = 'request' | 'account' | 'provider' | 'file';

/**
 * A failure that we know: how to tell it, and whether a retry helps. `lib/shared/words/failure-texts.ts` has
 * its words.
 */
export interface KnownFailure {
  /** Stable; also the anchor on the page "What errors mean". */
  readonly id: string;
  readonly group: FailureGroup;
  /** Decides what a plain retry sends, and so what is paid for. */
  readonly willRetryHelp: RetryHelp;
  /** As the providers write them, found in any case; each stands in one entry only. */
  readonly codes?: readonly string[];
  /** The HTTP statuses that lead here when no code says more; each stands in one entry only. */
  readonly statusCodes?: readonly number[];
  /** The HTTP status that its codes usually come with. */
  readonly usualStatusCode?: number;
}

const table = [
  // One request: the codes of result lines, and how a job without a line for it ended.
  { id: 'missing', group: 'request', willRetryHelp: 'yes', codes: ['missing'] },
  { id: 'refused', group: 'request', willRetryHelp: 'maybe', codes: ['refused'] },
  { id: 'never_sent', group: 'request', willRetryHelp: 'yes', codes: ['never_sent'] },
  { id: 'given_up', group: 'request', willRetryHelp: 'maybe', codes: ['given_up'] },
  { id: 'no_answer', group: 'request', willRetryHelp: 'yes' },
  { id: 'batch_expired', group: 'request', willRetryHelp: 'yes', codes: ['batch_expired'] },
  {
    id: 'batch_cancelled',
    group: 'request',
    willRetryHelp: 'yes',
    codes: ['batch_cancelled', 'batch_canceled', 'cancelled', 'canceled'],
  },
  {
    id: 'context_length_exceeded',
    group: 'request',
    willRetryHelp: 'no',
    codes: ['context_length_exceeded'],
    usualStatusCode: 400,
  },
  {
    id: 'integer_below_min_value',
    group: 'request',
    willRetryHelp: 'no',
    codes: ['integer_below_min_value', 'decimal_below_min_value'],
    usualStatusCode: 400,
  },
  {
    id: 'integer_above_max_value',
    group: 'request',
    willRetryHelp: 'no',
    codes: ['integer_above_max_value', 'decimal_above_max_value'],
    usualStatusCode: 400,
  },
  {
    id: 'invalid_image_url',
    group: 'request',
    willRetryHelp: 'no',
    codes: [
      'invalid_image_url',
      'invalid_image',
      'image_parse_error',
      'invalid_base64_image',
      'invalid_image_format',
      'invalid_image_mode',
      'image_too_large',
      'image_too_small',
      'image_file_too_large',
      'unsupported_image_media_type',
      'empty_image_file',
      'failed_to_download_image',
      'image_file_not_found',
    ],
    usualStatusCode: 400,
  },
  {
    id: 'content_filter',
    group: 'request',
    willRetryHelp: 'no',
    codes: [
      'content_filter',
      'content_policy_violation',
      'moderation_blocked',
      'ResponsibleAIPolicyViolation',
      'invalid_prompt',
      'bio_policy',
      'misalignment_policy_violation',
      'image_content_policy_violation',
    ],
    usualStatusCode: 400,
  },
  {
    id: 'invalid_type',
    group: 'request',
    willRetryHelp: 'no',
    codes: ['invalid_type', 'invalid_value', 'unsupported_value', 'unsupported_parameter', 'unknown_parameter'],
    usualStatusCode: 400,
  },
  {
    id: 'above_max_length',
    group: 'request',
    willRetryHelp: 'no',
    codes: [
      'string_above_max_length',
      'array_above_max_length',
      'object_above_max_properties',
      'property_name_above_max_length',
    ],
    usualStatusCode: 400,
  },
  {
    id: 'bad_request',
    group: 'request',
    willRetryHelp: 'no',
    codes: ['invalid_request', 'invalid_request_error'],
    statusCodes: [400, 422],
    usualStatusCode: 400,
  },
  {
    id: 'not_found',
    group: 'request',
    willRetryHelp: 'no',
    codes: ['not_found', 'not_found_error'],
    statusCodes: [404, 405, 410],
    usualStatusCode: 404,
  },
  {
    id: 'too_large',
    group: 'request',
    willRetryHelp: 'no',
    codes: ['request_too_large'],
    statusCodes: [413, 414, 431],
    usualStatusCode: 413,
  },
  { id: 'request_refused', group: 'request', willRetryHelp: 'no' },
  { id: 'unknown', group: 'request', willRetryHelp: 'maybe' },
  // The account behind the connection.
  {
    id: 'insufficient_quota',
    group: 'account',
    willRetryHelp: 'no',
    codes: ['insufficient_quota', 'billing_not_active', 'billing_hard_limit_reached', 'payment_required'],
    statusCodes: [402],
    usualStatusCode: 429,
  },
  {
    id: 'invalid_api_key',
    group: 'account',
    willRetryHelp: 'no',
    codes: ['invalid_api_key', 'authentication_error', 'account_deactivated'],
    statusCodes: [401],
    usualStatusCode: 401,
  },
  {
    id: 'permission_denied',
    group: 'account',
    willRetryHelp: 'no',
    codes: ['permission_error', 'permission_denied', 'forbidden', 'access_denied', 'AuthorizationFailed'],
    statusCodes: [403],
    usualStatusCode: 403,
  },
  {
    id: 'insufficient_permissions',
    group: 'account',
    willRetryHelp: 'no',
    codes: [
      'insufficient_permissions',
      'missing_scope',
      'input_no_permissions',
      'model_permission_blocked_project',
      'model_permission_blocked_org',
    ],
    usualStatusCode: 403,
  },
  {
    id: 'not_available_for_plan',
    group: 'account',
    willRetryHelp: 'no',
    codes: ['not_available_for_plan'],
    usualStatusCode: 403,
  },
  {
    id: 'unsupported_region',
    group: 'account',
    willRetryHelp: 'no',
    codes: ['unsupported_country_region_territory', 'data_residency_mismatch'],
    usualStatusCode: 403,
  },
  {
    id: 'model_not_found',
    group: 'account',
    willRetryHelp: 'no',
    codes: ['model_not_found', 'deployment_not_found', 'DeploymentNotFound'],
    usualStatusCode: 404,
  },
  // The provider itself.
  {
    id: 'rate_limit_exceeded',
    group: 'provider',
    willRetryHelp: 'yes',
    codes: ['rate_limit_exceeded', 'rate_limit_error', 'too_many_requests'],
    statusCodes: [429],
    usualStatusCode: 429,
  },
  { id: 'token_limit_exceeded', group: 'provider', willRetryHelp: 'yes', codes: ['token_limit_exceeded'] },
  {
    id: 'request_timeout',
    group: 'provider',
    willRetryHelp: 'yes',
    codes: ['request_timeout', 'timeout', 'deadline_exceeded', 'vector_store_timeout'],
    statusCodes: [408, 425, 499],
    usualStatusCode: 408,
  },
  {
    id: 'conflict',
    group: 'provider',
    willRetryHelp: 'yes',
    codes: ['conflict'],
    statusCodes: [409],
    usualStatusCode: 409,
  },
  {
    id: 'server_error',
    group: 'provider',
    willRetryHelp: 'yes',
    codes: ['server_error', 'internal_server_error', 'internal_error', 'api_error'],
    statusCodes: [500],
    usualStatusCode: 500,
  },
  {
    id: 'bad_gateway',
    group: 'provider',
    willRetryHelp: 'yes',
    codes: ['bad_gateway', 'gateway_timeout'],
    statusCodes: [502, 504, 520, 521, 522, 523, 524],
    usualStatusCode: 502,
  },
  {
    id: 'overloaded',
    group: 'provider',
    willRetryHelp: 'yes',
    codes: ['overloaded', 'overloaded_error', 'engine_overloaded', 'service_unavailable', 'slow_down'],
    statusCodes: [503, 529],
    usualStatusCode: 503,
  },
  { id: 'provider_fault', group: 'provider', willRetryHelp: 'yes' },
  // The file, and with it the whole job: OpenAI's validation codes, and Azure's where they differ.
  { id: 'invalid_json_line', group: 'file', willRetryHelp: 'no', codes: ['invalid_json_line'] },
  {
    id: 'missing_required_parameter',
    group: 'file',
    willRetryHelp: 'no',
    codes: ['missing_required_parameter'],
    usualStatusCode: 400,
  },
  { id: 'invalid_url', group: 'file', willRetryHelp: 'no', codes: ['invalid_url', 'url_mismatch'] },
  { id: 'url_not_found', group: 'file', willRetryHelp: 'no', codes: ['url_not_found'] },
  { id: 'mismatched_model', group: 'file', willRetryHelp: 'no', codes: ['mismatched_model', 'model_mismatch'] },
  { id: 'duplicate_custom_id', group: 'file', willRetryHelp: 'no', codes: ['duplicate_custom_id'] },
  { id: 'streaming_unsupported', group: 'file', willRetryHelp: 'no', codes: ['streaming_unsupported'] },
  { id: 'empty_file', group: 'file', willRetryHelp: 'no', codes: ['empty_file', 'empty_batch'] },
  {
    id: 'invalid_file_format',
    group: 'file',
    willRetryHelp: 'no',
    codes: ['invalid_file_format'],
    usualStatusCode: 400,
  },
  {
    id: 'file_too_large',
    group: 'file',
    willRetryHelp: 'no',
    codes: ['file_too_large', 'too_many_requests_in_file', 'too_many_tasks'],
  },
  { id: 'input_modified', group: 'file', willRetryHelp: 'yes', codes: ['input_modified'] },
] as const satisfies readonly KnownFailure[];

export type FailureId = (typeof table)[number]['id'];

/** The ids of one group. */
export type FailureIdOf<Group extends FailureGroup> = Extract<(typeof table)[number], { readonly group: Group }>['id'];

/** Every known failure, in the order in which the page "What errors mean" shows them. */
export const knownFailures: readonly (KnownFailure & { readonly id: FailureId })[] = table;
