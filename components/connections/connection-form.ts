import type * as z from 'zod/mini';
import type { FormResult } from '#components/live/use-form.ts';
import {
  type CreateConnectionInput,
  type UpdateConnectionInput,
  createConnectionInput,
  updateConnectionInput,
} from '#lib/shared/contract/connection-inputs.ts';
import type { ConnectionKind } from '#lib/shared/contract/connection-kinds.ts';
import type { ConnectionView } from '#lib/shared/contract/connection-view.ts';

const bytesPerMegabyte = 1024 ** 2;
const limitSentence = 'Enter a whole number above 0, or leave it empty.';

/** Reads the form of a new connection; fields that its kind does not have are left out. */
export function readNewConnection(kind: ConnectionKind, form: FormData): FormResult<CreateConnectionInput> {
  const baseUrl = textOf(form, 'baseUrl');
  const hasAddress = kind === 'openai' ? baseUrl !== '' : kind !== 'sandbox';
  return check(createConnectionInput, {
    kind,
    name: textOf(form, 'name'),
    ...(kind === 'sandbox' ? {} : { apiKey: textOf(form, 'apiKey') }),
    ...(hasAddress ? { baseUrl } : {}),
    ...versionOf(kind, form),
    limits: readLimits(form),
  });
}

/** Reads the form of a saved connection; an empty key keeps the one it has. */
export function readChangedConnection(connection: ConnectionView, form: FormData): FormResult<UpdateConnectionInput> {
  const apiKey = textOf(form, 'apiKey');
  return check(updateConnectionInput, {
    id: connection.id,
    name: textOf(form, 'name'),
    ...(connection.kind === 'sandbox' ? {} : { baseUrl: textOf(form, 'baseUrl') }),
    ...versionOf(connection.kind, form),
    ...(apiKey === '' ? {} : { apiKey }),
    limits: readLimits(form),
  });
}

/** The limits as the form shows them. */
export function limitFields({ limits }: Pick<ConnectionView, 'limits'>) {
  const { maxRequestsPerJob, maxBytesPerJob, maxEnqueuedTokens } = limits;
  return {
    maxRequestsPerJob: maxRequestsPerJob === null ? '' : String(maxRequestsPerJob),
    maxMegabytesPerJob: maxBytesPerJob === null ? '' : String(maxBytesPerJob / bytesPerMegabyte),
    maxEnqueuedTokens: maxEnqueuedTokens === null ? '' : String(maxEnqueuedTokens),
  };
}

function readLimits(form: FormData) {
  const megabytes = numberOf(form, 'maxMegabytesPerJob');
  return {
    maxRequestsPerJob: numberOf(form, 'maxRequestsPerJob'),
    maxBytesPerJob: megabytes === null ? null : Math.round(megabytes * bytesPerMegabyte),
    maxEnqueuedTokens: numberOf(form, 'maxEnqueuedTokens'),
  };
}

function versionOf(kind: ConnectionKind, form: FormData) {
  if (kind !== 'azure_openai') return {};
  const apiVersion = textOf(form, 'apiVersion');
  return { apiVersion: apiVersion === '' ? null : apiVersion };
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
}

function numberOf(form: FormData, name: string): number | null {
  const text = textOf(form, name);
  return text === '' ? null : Number(text);
}

function check<Schema extends z.ZodMiniType>(schema: Schema, values: unknown): FormResult<z.output<Schema>> {
  const parsed = schema.safeParse(values);
  if (parsed.success) return { ok: true, input: parsed.data };
  const errors: Record<string, string> = {};
  for (const issue of parsed.error.issues) {
    const [first, second] = issue.path;
    if (first === 'limits') errors[second === 'maxBytesPerJob' ? 'maxMegabytesPerJob' : String(second)] = limitSentence;
    else errors[String(first)] ??= issue.message;
  }
  return { ok: false, errors };
}
