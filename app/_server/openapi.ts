import { z } from 'zod';
import { idempotencyKey } from '#lib/shared/contract/api-inputs.ts';
import { workspaceParam } from '#lib/shared/contract/page-workspace.ts';
import packageDescription from '../../package.json' with { type: 'json' };
import { apiComponents, type ApiContent, type ApiOperation, apiTable } from './api-table.ts';

type JsonObject = Readonly<Record<string, unknown>>;

const refOf = (name: string): string => `#/components/schemas/${name}`;

const registry = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries(apiComponents)) registry.add(schema, { id });

/** The API as OpenAPI 3.1, made of the schemas by which routes and verbs parse and pages read. */
export function describeApi(): JsonObject {
  const paths: Record<string, Record<string, JsonObject>> = {};
  for (const operation of apiTable) (paths[operation.path] ??= {})[operation.method] = describe(operation);
  return {
    openapi: '3.1.0',
    info: {
      title: 'LangBatch Dashboard',
      version: packageDescription.version,
      description:
        'Everything that pages show and do with batches. Uploads that can be interrupted go to /api/tus by the tus protocol 1.0.',
    },
    servers: [{ url: '/' }],
    paths,
    components: { schemas: describeComponents(), securitySchemes: { token: tokenScheme } },
    // Where nobody signs in, none is asked for.
    security: [{ token: [] }, {}],
  };
}

const tokenScheme = {
  type: 'http',
  scheme: 'bearer',
  description:
    'An API token of the Account page. One with scope read may look, one with scope run may work with batches.',
};

function describeComponents(): JsonObject {
  const { schemas } = z.toJSONSchema(registry, { uri: refOf });
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, withoutIdentity(schema)]));
}

function describe(operation: ApiOperation): JsonObject {
  const { id, summary, method, body, answers, isOfNobody = false } = operation;
  return {
    operationId: id,
    summary,
    parameters: [
      ...describeParameters(operation),
      ...(body !== undefined && 'fieldsOfFile' in body ? describeQueryOfLines(body.fieldsOfFile) : []),
      ...(method === 'post' ? [keyParameter] : []),
      ...(isOfNobody ? [] : [workspaceParameter]),
    ],
    ...(body === undefined ? {} : { requestBody: describeBody(body) }),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, content]) => [status, describeAnswer(content)])),
      default: { description: 'An error, with a sentence for people.', content: jsonOf({ $ref: refOf('Error') }) },
    },
  };
}

const keyParameter = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'With the same key again nothing is done twice, and the answer is the same batch.',
  schema: inputSchema(idempotencyKey),
};

const workspaceParameter = {
  name: workspaceParam,
  in: 'query',
  description:
    'The workspace by its name in addresses. Without it, that of the batch in the path, else the one used last.',
  schema: { type: 'string' },
};

function describeParameters({ path, input, json = [] }: ApiOperation): readonly JsonObject[] {
  if (input === undefined) return [];
  const schema = inputSchema(input);
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const isInPath = path.includes(`{${name}}`);
    const content = json.includes(name) ? { content: jsonOf(property) } : { schema: property };
    return { name, in: isInPath ? 'path' : 'query', required: isInPath || required.has(name), ...content };
  });
}

/** Lines as the body leave no room for fields: those go into the query then. */
function describeQueryOfLines(fields: z.core.$ZodObject): readonly JsonObject[] {
  return Object.entries(inputSchema(fields).properties ?? {}).map(([name, schema]) => {
    return { name, in: 'query', description: 'Only beside lines as the body.', schema };
  });
}

function describeBody(body: NonNullable<ApiOperation['body']>): JsonObject {
  if ('json' in body) {
    const schema = inputSchema(body.json);
    return { required: schema.required !== undefined, content: jsonOf(schema) };
  }
  const fields = inputSchema(body.fieldsOfFile);
  const file = { type: 'string', contentMediaType: 'application/jsonl' };
  const form = { ...fields, properties: { file, ...fields.properties }, required: ['file'] };
  return {
    required: true,
    content: {
      'multipart/form-data': { schema: form },
      'application/jsonl': { schema: { type: 'string', description: 'One request a line.' } },
    },
  };
}

function describeAnswer(content: ApiContent): JsonObject {
  const description = 'Done.';
  if (!isSchema(content)) {
    const bytes = { schema: { type: 'string' } };
    return { description, content: Object.fromEntries(content.map((type) => [type, bytes])) };
  }
  const id = registry.get(content)?.id;
  const schema = id === undefined ? withoutIdentity(z.toJSONSchema(content)) : { $ref: refOf(id) };
  return { description, content: jsonOf(schema) };
}

function isSchema(content: ApiContent): content is z.core.$ZodType {
  return !Array.isArray(content);
}

function jsonOf(schema: unknown): JsonObject {
  return { 'application/json': { schema } };
}

/** What a caller writes, without what the document itself says already. */
function inputSchema(schema: z.core.$ZodType): z.core.JSONSchema.BaseSchema {
  return withoutIdentity(z.toJSONSchema(schema, { io: 'input' }));
}

function withoutIdentity({
  $id: _id,
  $schema: _dialect,
  ...schema
}: z.core.JSONSchema.BaseSchema): z.core.JSONSchema.BaseSchema {
  return schema;
}
