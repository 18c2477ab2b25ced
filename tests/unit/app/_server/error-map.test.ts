import { describe, expect, test } from 'vitest';
import { mapError } from '#app/_server/error-map.ts';
import {
  AppError,
  ConflictError,
  ForbiddenError,
  InvalidInputError,
  NotFoundError,
  StorageError,
  WrongStateError,
} from '#lib/errors.ts';
import { createLogger } from '#lib/log.ts';

function makeLog(): { readonly lines: string[]; readonly log: ReturnType<typeof createLogger> } {
  const lines: string[] = [];
  return { lines, log: createLogger({ sink: (line) => lines.push(line), now: () => new Date(0) }) };
}

describe('errors on their way out', () => {
  test.each([
    [new InvalidInputError('Give a name.', { name: 'Give a name.' }), 400],
    [new ForbiddenError('Not ours.'), 403],
    [new NotFoundError('Batch with id b not found'), 404],
    [new ConflictError('Somebody was faster.'), 409],
    [new WrongStateError('It runs already.'), 422],
    [new AppError('provider_failed', 'OpenAI is down.'), 502],
    [new AppError('aborted', 'Stopped.'), 503],
  ])('%s speaks for itself with status %i', (error, status) => {
    const { log } = makeLog();
    expect(mapError(error, log, '/x')).toMatchObject({
      status,
      code: error.code,
      message: error.message,
      reference: null,
    });
  });

  test('what our own storage could not do is said, with an id that the log has beside it', () => {
    const { lines, log } = makeLog();
    const mapped = mapError(new StorageError('The disk is full.'), log, '/x');
    expect(mapped).toMatchObject({ status: 500, code: 'storage_failed' });
    expect(mapped.message).toBe(`The disk is full. If it stays, tell your admin this id: ${mapped.reference}`);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      reference: mapped.reference,
      error: { message: 'The disk is full.' },
    });
  });

  test('the sentences of wrong fields go along, also from a second copy of the class', () => {
    const { log } = makeLog();
    expect(mapError(new InvalidInputError('No.', { name: 'Too long.' }), log, '/x').fields).toEqual({
      name: 'Too long.',
    });
    const foreign = Object.assign(new AppError('invalid_input', 'No.'), { fields: { name: 'Too long.', odd: 7 } });
    expect(mapError(foreign, log, '/x').fields).toEqual({ name: 'Too long.' });
    expect(mapError(new NotFoundError('No.'), log, '/x').fields).toEqual({});
  });

  test.each([
    new Error('password=hunter2'),
    new TypeError('x is undefined'),
    'a string',
    null,
    undefined,
    { code: 'forbidden' },
  ])('what was not meant to be read is hidden: %s', (error) => {
    const { lines, log } = makeLog();
    const mapped = mapError(error, log, '/api/x');
    expect(mapped).toMatchObject({ status: 500, code: 'unexpected', fields: {} });
    expect(mapped.reference).toMatch(/^[0-9a-f]{8}$/);
    expect(mapped.message).toContain(mapped.reference);
    expect(JSON.stringify(mapped)).not.toContain('hunter2');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'error', place: '/api/x', reference: mapped.reference });
  });

  test('the cause of a failure behind us is logged and not shown, what the user did wrong is not logged', () => {
    const { lines, log } = makeLog();
    const mapped = mapError(new StorageError('The disk is full.', { cause: new Error('ENOSPC /data/x') }), log, '/x');
    expect(JSON.stringify(mapped)).not.toContain('ENOSPC');
    expect(lines.join('')).toContain('ENOSPC /data/x');
    mapError(new NotFoundError('No.'), log, '/x');
    expect(lines).toHaveLength(1);
  });
});
