import { isJsonObject, type JsonObject } from '#lib/jsonl/json-object.ts';
import type { BatchEndpoint } from '#lib/shared/contract/endpoints.ts';
import { endpointRules } from './endpoint-rules.ts';
import { type Finding, joinPath, quotable } from './finding.ts';

/** Enough to correct a line by; a body may hold any number. */
const maxUnknownParameters = 5;

interface RoleRules {
  readonly list: string;
  readonly roles: ReadonlySet<string>;
  /** OpenAI's list of them, word for word. */
  readonly wording: string;
}

const chatRoles: RoleRules = {
  list: 'messages',
  roles: new Set(['system', 'assistant', 'user', 'function', 'tool', 'developer']),
  wording: "'system', 'assistant', 'user', 'function', 'tool', and 'developer'",
};
const responsesRoles: RoleRules = {
  list: 'input',
  roles: new Set(['assistant', 'system', 'developer', 'user']),
  wording: "'assistant', 'system', 'developer', and 'user'",
};

/**
 * What looks odd in the body of a request that can be sent. Providers differ in what they take, so none of it stops a start; the messages are the
 * ones OpenAI's endpoints answer with.
 */
export function findWarnings(body: JsonObject, endpoint: BatchEndpoint): Finding[] {
  const warnings = findUnknownParameters(body, endpoint);
  if (endpoint === '/v1/chat/completions') addOddRole(body, chatRoles, warnings);
  if (endpoint === '/v1/responses') addOddRole(body, responsesRoles, warnings);
  const { outputLimits } = endpointRules[endpoint];
  if (outputLimits.length > 0 && outputLimits.every((limit) => body[limit] == null)) warnings.push(noOutputLimit);
  return warnings;
}

const noOutputLimit: Finding = {
  code: 'no_output_limit',
  param: null,
  message: 'The request sets no limit on the length of its answer.',
  path: null,
};

function findUnknownParameters(body: JsonObject, endpoint: BatchEndpoint): Finding[] {
  const { known } = endpointRules[endpoint];
  const warnings: Finding[] = [];
  for (const name of Object.keys(body)) {
    if (known.has(name)) continue;
    const shown = quotable(name);
    warnings.push({
      code: 'unknown_parameter',
      param: `body.${shown}`,
      message: `Unknown parameter: '${shown}'.`,
      path: ['body', name],
    });
    if (warnings.length === maxUnknownParameters) break;
  }
  return warnings;
}

/** Names the first one only: where one message is odd, often all are. */
function addOddRole(body: JsonObject, rules: RoleRules, warnings: Finding[]): void {
  const items: unknown = body[rules.list];
  if (!Array.isArray(items)) return;
  const at = items.findIndex((item) => hasOddRole(item, rules));
  if (at === -1) return;
  const item: unknown = items[at];
  const role = isJsonObject(item) ? item['role'] : null;
  const path = ['body', rules.list, at, 'role'];
  const message =
    typeof role === 'string'
      ? `Invalid value: '${quotable(role)}'. Supported values are: ${rules.wording}.`
      : `Missing required parameter: '${rules.list}[${at}].role'.`;
  warnings.push({
    code: 'unknown_role',
    param: joinPath(path),
    message,
    path: role == null ? path.slice(0, -1) : path,
  });
}

function hasOddRole(item: unknown, { roles }: RoleRules): boolean {
  if (!isJsonObject(item)) return false;
  const { role, type } = item;
  // Items of /v1/responses that are no messages, such as function_call_output, have a type instead.
  if (role == null) return type == null || type === 'message';
  return typeof role !== 'string' || !roles.has(role);
}
