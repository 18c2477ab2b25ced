import type { Context } from '#lib/contracts/context.ts';
import type { SendOptions } from '../call-options.ts';
import { progressListener } from '../progress.ts';
import { sendAttempt } from '../send-attempt.ts';
import type { Session } from '../session.ts';
import { type CallScope, runCall } from './run-call.ts';

export interface SendScope extends CallScope, SendOptions {
  /** Of the attempt that `begin` makes; null when it makes none. */
  readonly token: string | null;
  /** The verb that begins or changes an attempt. */
  readonly begin: (ctx: Context) => Promise<void>;
}

/** Runs a verb that begins or changes an attempt, then sends what is to be sent. */
export async function sendCall(session: Session, id: string, scope: SendScope): Promise<void> {
  const { token, begin, onProgress } = scope;
  await runCall(session, scope, async (ctx, lastFailure) => {
    await sendAttempt(ctx, {
      batchId: id,
      token,
      begin: () => begin(ctx),
      lastFailure,
      onChange: progressListener(onProgress),
    });
  });
}
