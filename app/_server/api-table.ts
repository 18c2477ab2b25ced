import { z } from 'zod';
import { apiErrorSchema } from '#lib/shared/contract/action-result.ts';
import { cancelBatchBody, newBatchFields, retryBatchBody, startBatchBody } from '#lib/shared/contract/api-inputs.ts';
import { anyAuditFilterInput } from '#lib/shared/contract/audit.ts';
import { batchIdInput, idInput } from '#lib/shared/contract/batch-inputs.ts';
import {
  findRequestsInput,
  getRequestInput,
  listBatchesInput,
  openDownloadInput,
  openRequestPartInput,
  previewRetryInput,
  readProblemsInput,
} from '#lib/shared/contract/batch-queries.ts';
import {
  batchListPageSchema,
  batchViewSchema,
  causeSchema,
  pageSchema,
  receivedBatchSchema,
  requestDetailSchema,
  requestRowSchema,
  retryPreviewSchema,
} from '#lib/shared/contract/batch-view.ts';
import { connectionIdInput } from '#lib/shared/contract/connection-inputs.ts';
import { connectionViewSchema } from '#lib/shared/contract/connection-view.ts';
import { downloadKinds } from '#lib/shared/contract/download-kinds.ts';
import { batchEventSchema } from '#lib/shared/contract/events.ts';
import { healthReportSchema } from '#lib/shared/contract/health.ts';
import { holdSchema } from '#lib/shared/contract/hold.ts';
import { jobWarningSchema } from '#lib/shared/contract/job-warning.ts';
import { templateListItemSchema, templateViewSchema } from '#lib/shared/contract/kept-template.ts';
import { problemSchema } from '#lib/shared/contract/problem-schema.ts';
import { checkRowNamesInput, getTableRowsInput } from '#lib/shared/contract/table-inputs.ts';
import { rowNamesSchema, tableRowsSchema, tableViewSchema } from '#lib/shared/contract/table.ts';
import { templateVersionInput } from '#lib/shared/contract/template-inputs.ts';
import { jsonValueSchema } from '#lib/shared/contract/template.ts';

/** What comes back: JSON of a schema, or bytes of these content types. */
export type ApiContent = z.core.$ZodType | readonly string[];

export interface ApiOperation {
  readonly id: string;
  readonly method: 'get' | 'post';
  /** With its parameters in braces, as OpenAPI writes it. */
  readonly path: string;
  readonly summary: string;
  /** Parameters of the path and the query together, as the verb parses them. */
  readonly input?: z.core.$ZodObject;
  /** Query parameters that are JSON. */
  readonly json?: readonly string[];
  /** Of a POST. */
  readonly body?: { readonly json: z.core.$ZodType } | { readonly fieldsOfFile: z.core.$ZodObject };
  readonly answers: Readonly<Record<number, ApiContent>>;
  /** It shows nothing of any workspace. */
  readonly isOfNobody?: boolean;
}

/** Described once and referred to by these names. */
export const apiComponents = {
  Batch: batchViewSchema,
  NewBatch: receivedBatchSchema,
  BatchList: batchListPageSchema,
  Hold: holdSchema,
  JobWarning: jobWarningSchema,
  BatchEvent: batchEventSchema,
  RequestPage: pageSchema(requestRowSchema),
  RequestRow: requestRowSchema,
  Request: requestDetailSchema,
  CauseList: z.array(causeSchema),
  ProblemPage: pageSchema(problemSchema),
  RetryPreview: retryPreviewSchema,
  JsonValue: jsonValueSchema,
  Table: tableViewSchema,
  TableRows: tableRowsSchema,
  RowNames: rowNamesSchema,
  ModelList: z.nullable(z.array(z.string())),
  TemplateList: z.array(templateListItemSchema),
  Template: templateViewSchema,
  ConnectionList: z.array(connectionViewSchema),
  Health: healthReportSchema,
  Error: apiErrorSchema,
} as const satisfies Readonly<Record<string, z.core.$ZodType>>;

const batchPath = '/api/batches/{batchId}';
const ofBatch = { input: batchIdInput, answers: { 200: apiComponents.Batch } };

/** Every machine-readable end but the uploads, which follow a protocol of their own. */
export const apiTable: readonly ApiOperation[] = [
  {
    id: 'listBatches',
    method: 'get',
    path: '/api/batches',
    summary: 'The batches, newest first.',
    input: listBatchesInput,
    answers: { 200: apiComponents.BatchList },
  },
  {
    id: 'createBatch',
    method: 'post',
    path: '/api/batches',
    summary: 'Makes a batch of a file, and starts it if asked to and if every line can be sent.',
    body: { fieldsOfFile: newBatchFields },
    answers: { 201: apiComponents.NewBatch },
  },
  {
    id: 'getBatch',
    method: 'get',
    path: batchPath,
    summary: 'A batch with its counts, attempts and jobs.',
    ...ofBatch,
  },
  {
    id: 'startBatch',
    method: 'post',
    path: `${batchPath}/start`,
    summary: 'Starts a draft.',
    body: { json: startBatchBody },
    ...ofBatch,
  },
  {
    id: 'retryBatch',
    method: 'post',
    path: `${batchPath}/retry`,
    summary: 'Sends requests of an ended batch again.',
    body: { json: retryBatchBody },
    ...ofBatch,
  },
  {
    id: 'cancelBatch',
    method: 'post',
    path: `${batchPath}/cancel`,
    summary: 'Ends a running batch. What is answered already is kept.',
    body: { json: cancelBatchBody },
    ...ofBatch,
  },
  {
    id: 'findRequests',
    method: 'get',
    path: `${batchPath}/requests`,
    summary: 'A page of the requests, in the order of the input file.',
    input: findRequestsInput,
    answers: { 200: apiComponents.RequestPage },
  },
  {
    id: 'getRequest',
    method: 'get',
    path: `${batchPath}/requests/{line}`,
    summary: 'One request with its answers.',
    input: getRequestInput,
    answers: { 200: apiComponents.Request },
  },
  {
    id: 'openRequestPart',
    method: 'get',
    path: `${batchPath}/requests/{line}/{part}`,
    summary: 'One request or answer, whole.',
    input: openRequestPartInput,
    answers: { 200: ['application/json', 'text/plain'] },
  },
  {
    id: 'listCauses',
    method: 'get',
    path: `${batchPath}/causes`,
    summary: 'Why requests failed, largest group first.',
    input: batchIdInput,
    answers: { 200: apiComponents.CauseList },
  },
  {
    id: 'readProblems',
    method: 'get',
    path: `${batchPath}/problems`,
    summary: 'What the check found, in the order of the lines.',
    input: readProblemsInput,
    answers: { 200: apiComponents.ProblemPage },
  },
  {
    id: 'getTable',
    method: 'get',
    path: `${batchPath}/table`,
    summary: 'The table of which the batch is made: its columns, first rows, problems, and the template.',
    input: batchIdInput,
    answers: { 200: apiComponents.Table },
  },
  {
    id: 'checkRowNames',
    method: 'get',
    path: `${batchPath}/table/names`,
    summary: 'Whether a column of the table can name its rows.',
    input: checkRowNamesInput,
    answers: { 200: apiComponents.RowNames },
  },
  {
    id: 'getTableRows',
    method: 'get',
    path: `${batchPath}/table/rows`,
    summary: 'Rows of the table of which the batch is made, from any place.',
    input: getTableRowsInput,
    answers: { 200: apiComponents.TableRows },
  },
  {
    id: 'previewRetry',
    method: 'get',
    path: `${batchPath}/retry-preview`,
    summary: 'What a retry would send.',
    input: previewRetryInput,
    json: ['scope'],
    answers: { 200: apiComponents.RetryPreview },
  },
  {
    id: 'openDownload',
    method: 'get',
    path: `${batchPath}/{download}`,
    summary: 'A file of the batch, streamed.',
    input: openDownloadInput.omit({ kind: true }).extend({ download: z.enum(downloadKinds) }),
    json: ['lines', 'matching'],
    answers: {
      200: ['application/jsonl', 'text/csv', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
    },
  },
  {
    id: 'listTemplates',
    method: 'get',
    path: '/api/templates',
    summary: 'The kept templates by name, each by its newest version.',
    answers: { 200: apiComponents.TemplateList },
  },
  {
    id: 'getTemplate',
    method: 'get',
    path: '/api/templates/{templateId}',
    summary: 'A version of a template, the newest by default, and when the others were saved.',
    input: templateVersionInput,
    answers: { 200: apiComponents.Template },
  },
  {
    id: 'exportTemplate',
    method: 'get',
    path: '/api/templates/{templateId}/template.json',
    summary: 'A version of a template as a file that can be imported, the newest by default.',
    input: templateVersionInput,
    answers: { 200: ['application/json'] },
  },
  {
    id: 'listConnections',
    method: 'get',
    path: '/api/connections',
    summary: 'The connections, oldest first, without their keys.',
    answers: { 200: apiComponents.ConnectionList },
  },
  {
    id: 'listModels',
    method: 'get',
    path: '/api/connections/{id}/models',
    summary: 'The models that a connection offers; null where its provider does not say.',
    input: connectionIdInput,
    answers: { 200: apiComponents.ModelList },
  },
  {
    id: 'watchBatches',
    method: 'get',
    path: '/api/events',
    summary: 'Server-sent events that name each batch that changes; `batch` is an id, or `list` for all.',
    input: z.object({ batch: idInput }),
    answers: { 200: ['text/event-stream'] },
  },
  {
    id: 'getHealth',
    method: 'get',
    path: '/api/health',
    summary: 'Whether database, worker and disk are well.',
    isOfNobody: true,
    answers: { 200: apiComponents.Health, 503: apiComponents.Health },
  },
  {
    id: 'getDescription',
    method: 'get',
    path: '/api/openapi.json',
    summary: 'This description.',
    isOfNobody: true,
    answers: { 200: z.record(z.string(), z.unknown()) },
  },
  {
    id: 'exportAudit',
    method: 'get',
    path: '/api/audit.csv',
    summary:
      'The audit log as CSV, newest first: for admins at a browser, that of the installation for site admins, as no token may do as much.',
    input: anyAuditFilterInput,
    answers: { 200: ['text/csv'] },
  },
];
