import { isJsonObject, type JsonObject } from '#lib/jsonl/json-object.ts';
import { type BatchEndpoint, endpointLike, endpointOfUrl } from '#lib/shared/contract/endpoints.ts';
import { endpointRules } from './endpoint-rules.ts';
import { findRefusedSettings } from './find-refused-settings.ts';
import { type Finding, joinPath, quotable } from './finding.ts';
import type { ReadRequest } from './read-request.ts';

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
 * What looks odd in a request that can be sent. Providers differ in what they accept, so none of it stops a
 * start; the messages are the ones OpenAI's endpoints answer with.
 */
export function findWarnings({ url, endpoint, body, model }: ReadRequest): Finding[] {
  const aboutUrl = url === null ? null : findOddUrl(url);
  const warnings = aboutUrl === null ? [] : [aboutUrl];
  if (endpoint === null) return warnings;
  const refused = findRefusedSettings(body, endpoint, model);
  warnings.push(...refused, ...findUnknownParameters(body, endpoint, refused));
  if (endpoint === '/v1/chat/completions') addOddRole(body, chatRoles, warnings);
  if (endpoint === '/v1/responses') addOddRole(body, responsesRoles, warnings);
  const { outputLimits } = endpointRules[endpoint];
  if (outputLimits.length > 0 && outputLimits.every((limit) => body[limit] == null)) warnings.push(noOutputLimit);
  return warnings;
}

function findOddUrl(url: string): Finding | null {
  if (endpointOfUrl(url) !== null) return null;
  const meant = endpointLike(url);
  const shown = quotable(url);
  const [code, message] =
    meant === null
      ? (['unknown_endpoint', `'${shown}' is not one of the endpoints that this product knows.`] as const)
      : (['unusual_url', `The url is '${shown}'. Write "url": "${meant}".`] as const);
  return { code, param: 'url', message, path: ['url'] };
}

const noOutputLimit: Finding = {
  code: 'no_output_limit',
  param: null,
  message: 'The request sets no limit on the length of its answer.',
  path: null,
};

/** Those that `refused` names already are told of once. */
function findUnknownParameters(body: JsonObject, endpoint: BatchEndpoint, refused: readonly Finding[]): Finding[] {
  const { known } = endpointRules[endpoint];
  const told = new Set(refused.map(({ path }) => path?.[1]));
  return Object.keys(body)
    .filter((name) => !known.has(name) && !told.has(name))
    .slice(0, maxUnknownParameters)
    .map((name) => {
      const shown = quotable(name);
      return {
        code: 'unknown_parameter',
        param: `body.${shown}`,
        message: `Unknown parameter: '${shown}'.`,
        path: ['body', name],
      };
    });
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
