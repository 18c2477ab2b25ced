import { randomUUID } from 'node:crypto';
import { AppError } from '#lib/errors.ts';
import type { ErrorCode } from '#lib/errors.ts';
import type { Logger } from '#lib/log.ts';
import type { ActionError } from '#lib/shared/contract/action-result.ts';

/** An error as the outside gets it. */
export interface MappedError extends ActionError {
  readonly code: ErrorCode | 'unexpected';
  /** HTTP status. */
  readonly status: number;
}

/**
 * Turns any error into what may leave the server. Errors that were meant to be read speak for themselves; every
 * other one becomes a fixed sentence. What is our fault has a reference, under which `log` has it all. `place` says
 * where it happened.
 */
export function mapError(error: unknown, log: Logger, place: string): MappedError {
  if (!AppError.is(error)) {
    const reference = newReference();
    log.error('unexpected error', { place, reference }, error);
    const message = `Something went wrong on our side. Try again. ${withId(reference)}`;
    return { status: 500, code: 'unexpected', message, fields: {}, reference };
  }
  const { code, message } = error;
  const status = statusOf(code);
  if (status < 500) return { status, code, message, fields: fieldsOf(error), reference: null };
  const reference = status === 500 ? newReference() : null;
  log.error('failed', { place, code, reference }, error);
  const said = reference === null ? message : `${message} ${withId(reference)}`;
  return { status, code, message: said, fields: fieldsOf(error), reference };
}

function newReference(): string {
  return randomUUID().slice(0, 8);
}

/** For whoever can read the log. */
function withId(reference: string): string {
  return `If it stays, tell your admin this id: ${reference}`;
}

/** The only place where meanings become HTTP statuses. */
function statusOf(code: ErrorCode): number {
  switch (code) {
    case 'invalid_input':
      return 400;
    case 'signed_out':
      return 401;
    case 'forbidden':
      return 403;
    case 'not_found':
      return 404;
    // Worth repeating, unlike a wrong state: upload clients repeat on 409.
    case 'conflict':
      return 409;
    case 'too_many_attempts':
      return 429;
    case 'wrong_state':
      return 422;
    case 'storage_failed':
      return 500;
    case 'provider_failed':
      return 502;
    case 'aborted':
      return 503;
  }
}

/** Read by name, as the error may come from a second copy of its class. */
function fieldsOf(error: AppError): Readonly<Record<string, string>> {
  if (!('fields' in error) || typeof error.fields !== 'object' || error.fields === null) return {};
  return Object.fromEntries(
    Object.entries(error.fields).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
