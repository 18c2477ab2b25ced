import type { Shape, ShapeFile, ShapeJob } from './shape-server.ts';

const createdAt = 1_795_305_600;
const isoTime = '2026-11-22T00:00:00Z';

function openAiFile({ id, name, content }: ShapeFile, status: string) {
  return { id, object: 'file', purpose: 'batch', filename: name, bytes: content.length, created_at: createdAt, status };
}

function openAiJob({ id, fileId, endpoint, window, metadata, outputFileId, errorFileId }: ShapeJob, status: string) {
  return {
    id,
    object: 'batch',
    endpoint,
    errors: null,
    input_file_id: fileId,
    completion_window: window,
    status,
    output_file_id: outputFileId,
    error_file_id: errorFileId,
    created_at: createdAt,
    expires_at: createdAt + 86_400,
    request_counts: { total: 3, completed: 2, failed: 1 },
    metadata,
  };
}

function chatBody(text: string) {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    model: 'm',
    choices: [{ index: 0, message: { role: 'assistant', content: text, refusal: null }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 },
  };
}

const badRequest = {
  error: { message: 'Too long.', type: 'invalid_request_error', param: 'messages', code: 'too_long' },
};

const openAi: Shape = {
  name: 'OpenAI',
  baseUrl: 'https://api.openai.com/v1',
  url: '/v1/chat/completions',
  uploadPath: '/files',
  purpose: 'batch',
  fileStatuses: ['processed'],
  jobStatuses: ['validating', 'in_progress', 'finalizing', 'completed'],
  isEnd: (status) => status.toLowerCase() === 'completed',
  file: openAiFile,
  created: (job) => job,
  job: openAiJob,
  list: (data) => ({ object: 'list', data, has_more: false }),
  output: (customId) => ({
    id: `batch_req_${customId}`,
    custom_id: customId,
    response: { status_code: 200, request_id: 'r', body: chatBody('Hello') },
    error: null,
  }),
  error: (customId) => ({
    id: `batch_req_${customId}`,
    custom_id: customId,
    response: { status_code: 400, request_id: 'r', body: badRequest },
    error: null,
  }),
};

/** groq's own output lines: `x_groq`, times in `usage`, and a message without `refusal`. */
const groq: Shape = {
  ...openAi,
  name: 'Groq',
  baseUrl: 'https://api.groq.com/openai/v1',
  fileStatuses: [''],
  output: (customId) => {
    const { choices, usage, ...rest } = chatBody('Hello');
    const message = { role: 'assistant', content: 'Hello' };
    const body = {
      ...rest,
      choices: choices.map((choice) => ({ ...choice, message, logprobs: null })),
      usage: { queue_time: 1.0087, ...usage, prompt_time: 0.0099 },
      x_groq: { id: 'req_01jpra5n2qef6s66k65v8sy51h' },
    };
    const response = { status_code: 200, request_id: 'req_01jpra5n2qef6s66k65v8sy51h', body };
    return { id: 'batch_req_out_01jpra5p4ve4v8k14zkqn6agjm', custom_id: customId, response, error: null };
  },
  error: (customId) => ({
    id: 'batch_req_out_01kd9xbwxjfsvrz95mc0dh0mph',
    custom_id: customId,
    response: { status_code: 400, body: badRequest },
  }),
};

/**
 * together-typescript and docs.together.ai: a wrapped new job, a bare list, capitals, ISO times, no counts
 * and no metadata.
 */
const together: Shape = {
  ...openAi,
  name: 'Together',
  baseUrl: 'https://api.together.xyz/v1',
  uploadPath: '/files/upload',
  purpose: 'batch-api',
  jobStatuses: ['VALIDATING', 'IN_PROGRESS', 'COMPLETED'],
  file: ({ id, name, content }) => ({
    id,
    object: 'file',
    purpose: 'batch-api',
    filename: name,
    bytes: content.length,
    LineCount: 0,
    Processed: true,
    FileType: 'jsonl',
  }),
  created: (job) => ({ job, warning: '' }),
  job: ({ id, fileId, endpoint, outputFileId, errorFileId }, status) => ({
    id,
    user_id: 'u',
    input_file_id: fileId,
    file_size_bytes: 100,
    status,
    job_deadline: '2026-11-23T00:00:00Z',
    created_at: isoTime,
    endpoint,
    progress: 50,
    model_id: 'm',
    ...(outputFileId === null ? {} : { output_file_id: outputFileId, error_file_id: errorFileId }),
  }),
  list: (jobs) => jobs,
  output: (customId) => ({ id: 'br_1', custom_id: customId, response: { status_code: 200, body: chatBody('Hello') } }),
  error: (customId) => ({
    id: 'br_2',
    custom_id: customId,
    error: { code: 'batch_client_error', message: 'Too long.' },
  }),
};

/** docs.siliconflow.cn: an upload wrapped in code, message and data, a first status of its own, and no counts. */
const siliconFlow: Shape = {
  ...openAi,
  name: 'SiliconFlow',
  baseUrl: 'https://api.siliconflow.cn/v1',
  jobStatuses: ['in_queue', 'in_progress', 'finalizing', 'completed'],
  file: ({ id, name, content }) => ({
    code: 20_000,
    message: 'Ok',
    status: true,
    data: { id, object: 'file', bytes: content.length, createdAt, filename: name, purpose: 'batch' },
  }),
  job: (job, status) => ({ ...openAiJob(job, status), request_counts: null }),
};

/** docs.bigmodel.cn: `/v4` in every line, and counts beside the other members. */
const zhipu: Shape = {
  ...openAi,
  name: 'Zhipu',
  baseUrl: 'https://open.bigmodel.cn/api/paas/v4',
  url: '/v4/chat/completions',
  job: (job, status) => ({ ...openAiJob(job, status), request_counts: 3, total: 3, completed: 2, failed: 1 }),
};

const moonshot: Shape = { ...openAi, name: 'Moonshot', baseUrl: 'https://api.moonshot.cn/v1' };

/** Alibaba Model Studio: its test model has a url of its own. */
const dashScope: Shape = {
  ...openAi,
  name: 'DashScope',
  baseUrl: 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
  url: '/v1/chat/ds-test',
};

/** novita.ai: capitals, PROGRESS, one text of errors, ISO times, empty objects for times that have not come. */
const novita: Shape = {
  ...openAi,
  name: 'Novita',
  baseUrl: 'https://api.novita.ai/openai/v1',
  jobStatuses: ['VALIDATING', 'PROGRESS', 'COMPLETED'],
  job: (job, status) => ({
    ...openAiJob(job, status),
    errors: '',
    created_at: isoTime,
    completed_at: {},
    expires_at: {},
  }),
};

/** Told of OpenAI-compatible servers: no file is '' where it is null elsewhere. */
const emptyIds: Shape = {
  ...openAi,
  name: 'api.example.com',
  baseUrl: 'https://api.example.com/v1',
  job: (job, status) => ({
    ...openAiJob(job, status),
    output_file_id: job.outputFileId ?? '',
    error_file_id: job.errorFileId ?? '',
  }),
};

export const azureShape: Shape = {
  ...openAi,
  name: 'Azure OpenAI',
  baseUrl: 'https://my-resource.openai.azure.com/openai',
  url: '/chat/completions',
  fileStatuses: ['pending', 'pending', 'processed'],
  jobStatuses: ['Validating', 'InProgress', 'Finalizing', 'Completed'],
  job: (job, status) => ({
    ...openAiJob(job, status),
    created_at: isoTime,
    expires_at: isoTime,
    request_counts: null,
    metadata: null,
  }),
  list: (value) => ({ value, has_more: false, first_id: null, last_id: null }),
};

export const shapes = [openAi, azureShape, groq, together, siliconFlow, zhipu, moonshot, dashScope, novita, emptyIds];
