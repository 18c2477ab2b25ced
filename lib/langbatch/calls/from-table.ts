import { fileURLToPath } from 'node:url';
import type { BatchEndpoint } from '#lib/shared/contract/endpoints.ts';
import type { Template } from '#lib/shared/contract/template.ts';
import { endpointOf } from '#lib/tables/template/render-row.ts';
import { parseTemplateFile } from '#lib/templates/parse-template-file.ts';
import type { NewBatchOptions, TableTemplate } from '../call-options.ts';
import { BatchInitializationError, withBatchErrors } from '../errors.ts';
import { makeBatchFromFile } from '../make-batch-from-file.ts';
import { openContext, openSession, type SessionOfBatch } from '../session.ts';

interface Table {
  readonly path: string | URL;
  readonly template: TableTemplate;
}

/** Stores a table as a batch of `endpoint`, or, with null, of the endpoint that its template names. */
export async function fromTable(
  endpoint: BatchEndpoint | null,
  { path, template: given }: Table,
  options: NewBatchOptions,
): Promise<SessionOfBatch> {
  return withBatchErrors(BatchInitializationError, options.signal, async () => {
    // For callers without types.
    if (typeof path !== 'string' && !(path instanceof URL))
      throw new BatchInitializationError(
        'invalid_input',
        'fromTable takes the path of a CSV file or an Excel workbook.',
      );
    const { template } = parseTemplateFile(given);
    assertEndpoint(endpoint, template);
    const session = openSession(options);
    const ctx = await openContext(session, options);
    const connectionId = await session.findConnectionId();
    const filePath = typeof path === 'string' ? path : fileURLToPath(path);
    // Every line names its endpoint.
    return [await makeBatchFromFile(ctx, filePath, { ...options, endpoint: null, connectionId, template }), session];
  });
}

function assertEndpoint(endpoint: BatchEndpoint | null, template: Template): void {
  const made = endpointOf(template);
  if (endpoint === null || endpoint === made) return;
  throw new BatchInitializationError(
    'invalid_input',
    `The template makes requests for ${made}, but this class sends to ${endpoint}. Use the class for ${made}.`,
  );
}
