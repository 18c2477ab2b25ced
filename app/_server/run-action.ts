import type { Logger } from '#lib/log.ts';
import type { ActionResult } from '#lib/shared/contract/action-result.ts';
import { assertOurs, assertSameSite } from './allowed-origins.ts';
import { mapError } from './error-map.ts';

export interface ActionRequest<Ctx, Value> {
  readonly verb: ((ctx: Ctx, input?: unknown) => Promise<Value>) & { readonly name: string };
  readonly input: unknown;
  readonly headers: Pick<Headers, 'get'>;
  readonly origins: ReadonlySet<string>;
  readonly getContext: () => Promise<Ctx>;
  readonly log: Logger;
}

/**
 * Runs one verb for one call of an action and answers with its value or with an error that may be shown.
 * Never throws.
 */
export async function runAction<Ctx, Value>(request: ActionRequest<Ctx, Value>): Promise<ActionResult<Value>> {
  try {
    assertOurs(request.headers, request.origins);
    assertSameSite(request.headers);
    return { ok: true, value: await request.verb(await request.getContext(), request.input) };
  } catch (error) {
    const { code, message, fields, reference } = mapError(error, request.log, request.verb.name);
    return { ok: false, error: { code, message, fields, reference } };
  }
}
