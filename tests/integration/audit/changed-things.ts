import { Readable } from 'node:stream';
import { join } from '#lib/accounts/door/join.ts';
import { signIn } from '#lib/accounts/door/sign-in.ts';
import { beginSecondFactor } from '#lib/accounts/own/begin-second-factor.ts';
import { confirmSecondFactor } from '#lib/accounts/own/confirm-second-factor.ts';
import { createBatch } from '#lib/batch/commands/create-batch.ts';
import { startBatch } from '#lib/batch/commands/start-batch.ts';
import { stampOf } from '#lib/batch/store/stamp.ts';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import { createConnection } from '#lib/connections/create-connection.ts';
import type { PersonContext } from '#lib/contracts/person-context.ts';
import { allJobs } from '#lib/record/attempts.ts';
import { beginHold } from '#lib/record/hold.ts';
import { saveTemplate } from '#lib/templates/save-template.ts';
import { invite } from '#lib/workspaces/invite.ts';
import { failedLine } from '#tests/fakes/fake-provider.ts';
import { addPerson, asker, cookieHeader, emailOf } from '#tests/support/accounts.ts';
import { codeOfApp } from '#tests/support/authenticator-app.ts';
import { chatLine } from '#tests/support/batch-world.ts';
import { makeTemplate } from '#tests/support/templates.ts';
import { type AuditedProduct, ownersPassword, secret } from './audited-product.ts';

export const password = 'eleven purple bicycles';
export const apiKey = 'sk-marker-key-that-is-nowhere';
export const token = 'token-of-the-page';

/** Everything that must be in no row. */
export const secrets = new Set([password, ownersPassword, apiKey, secret]);

export const content = (text = `${chatLine('r1')}\n${chatLine('r2')}\n`): Readable =>
  Readable.from([Buffer.from(text)]);

let lastNumber = 0;
/** A name that nothing else here has. */
export const next = (prefix: string): string => `${prefix}${(lastNumber += 1)}`;

export async function draft(product: AuditedProduct, text?: string): Promise<string> {
  const { world } = product;
  const connectionId = (await (await product.contextOf()).connections.list())[0]?.id ?? '';
  const given = { inputName: 'a.jsonl', content: content(text), isListed: true, connectionId };
  const { batchId } = await createBatch(world.ctx, given);
  await world.run(batchId);
  return batchId;
}

/** A draft of a table that has been read, for the usual template. */
export function table(product: AuditedProduct): Promise<string> {
  return draft(product, 'id,text\nr1,Fine.\nr2,Late.\n');
}

export async function started(product: AuditedProduct): Promise<string> {
  const batchId = await draft(product);
  await startBatch(product.world.ctx, { batchId, token });
  return batchId;
}

export async function failed(product: AuditedProduct): Promise<string> {
  const { world } = product;
  world.provider.answer = ({ customId }) => ({ errors: failedLine(customId, 500, 'server_error') });
  const batchId = await started(product);
  await world.run(batchId);
  return batchId;
}

export async function withoutConnection(product: AuditedProduct): Promise<string> {
  const batchId = await failed(product);
  await updateBatch(product.world.ctx, batchId, (record) => void (record.connectionId = 'gone'));
  return batchId;
}

export async function waiting(product: AuditedProduct): Promise<string> {
  const { ctx } = product.world;
  const batchId = await started(product);
  await updateBatch(ctx, batchId, (record) => {
    const facts = { provider: 'Fake', statusCode: 503, providerCode: null, providerMessage: null };
    beginHold(record, record, stampOf(ctx), { kind: 'provider_down', code: 'provider_trouble', facts });
    record.nextAt = new Date(Date.now() + 3_600_000).toISOString();
  });
  return batchId;
}

export async function inDoubt(product: AuditedProduct): Promise<{ readonly batchId: string; readonly jobId: string }> {
  const { world } = product;
  const batchId = await started(product);
  await world.run(batchId, { isEnough: (record) => allJobs(record).length > 0 });
  const jobId = allJobs(await world.load(batchId))[0]?.id ?? '';
  await updateBatch(world.ctx, batchId, (record) => {
    const job = allJobs(record)[0];
    const facts = { provider: 'Fake', part: 1, listFault: null };
    if (job !== undefined)
      beginHold(record, job, stampOf(world.ctx), { kind: 'job_in_doubt', code: 'job_in_doubt', facts });
  });
  return { batchId, jobId };
}

export async function addConnection(product: AuditedProduct): Promise<string> {
  return (await createConnection(await product.contextOf(), { kind: 'openai', name: next('C'), apiKey })).id;
}

export async function keptTemplate(product: AuditedProduct): Promise<string> {
  const saved = await saveTemplate(await product.contextOf(), { name: next('Kept'), template: makeTemplate() });
  return saved.templateId;
}

export async function invitation(
  product: AuditedProduct,
  email = emailOf(next('guest')),
): Promise<{ readonly id: string; readonly link: string }> {
  const { token: link, invitation: made } = await invite(await product.contextOf(), { email, role: 'runner', days: 7 });
  secrets.add(link);
  return { id: made.id, link };
}

export async function addMember(
  product: AuditedProduct,
): Promise<{ readonly personId: string; readonly version: number }> {
  const personId = await addPerson(product.database, next('Member'), 'runner');
  return { personId, version: 1 };
}

export async function addPersonWithPassword(product: AuditedProduct, name: string): Promise<string> {
  const { link } = await invitation(product, emailOf(name));
  await join(product.accounts.door(asker('')), { token: link, name, password });
  return (await product.database.prisma.person.findUniqueOrThrow({ where: { email: emailOf(name) } })).id;
}

export async function signInAs(product: AuditedProduct, name: string): Promise<string> {
  const { setCookies } = await signIn(product.accounts.door(asker('')), { email: emailOf(name), password });
  return cookieHeader(setCookies);
}

/** The key of somebody's app, which waits for its first code. */
export async function secondFactorKey(ctx: PersonContext): Promise<string> {
  const { key } = await beginSecondFactor(ctx, { password });
  secrets.add(key);
  return key;
}

/** Gives the recovery codes. */
export async function turnOnSecondFactor(ctx: PersonContext): Promise<readonly string[]> {
  const { recoveryCodes } = await confirmSecondFactor(ctx, { code: codeOfApp(await secondFactorKey(ctx)) });
  for (const code of recoveryCodes) secrets.add(code);
  return recoveryCodes;
}
