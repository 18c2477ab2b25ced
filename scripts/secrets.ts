// npm run secrets -- rotate
import { join } from 'node:path';
import type { Settings } from '#lib/config/env.ts';
import { replaceKeptSecret, type Secrets } from '#lib/config/kept-secrets.ts';
import { readScriptSettings } from '#lib/config/process-env.ts';
import { startEmbeddedPostgres } from '#lib/db/embedded/embedded-postgres.ts';
import { AppError, InvalidInputError, WrongStateError } from '#lib/errors.ts';
import type { RotationReport } from '#lib/storage/prisma/rotate-secrets.ts';
import { rotateDatabase } from '#lib/wiring/rotate-database.ts';
import { openDataFolder } from './launcher/data-folder.ts';
import { tryLock } from './launcher/folder-lock.ts';

try {
  if (process.argv[2] !== 'rotate' || process.argv.length > 3) {
    throw new InvalidInputError('Say what to do: npm run secrets -- rotate.');
  }
  const settings = readScriptSettings();
  const { databaseUrl } = settings;
  const report =
    databaseUrl === null
      ? await rotateEmbedded(settings)
      : await rotateDatabase(databaseUrl, givenSecrets(settings, settings.secret));
  for (const sentence of describe(report, settings)) console.log(sentence);
} catch (error) {
  if (!AppError.is(error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** The database of the data folder runs only for this: its processes know one secret, which would end under them. */
async function rotateEmbedded(settings: Settings): Promise<RotationReport> {
  const { dataDir, secret } = settings;
  await openDataFolder(dataDir);
  const lock = tryLock(join(dataDir, 'launcher.lock'));
  if (lock === null) {
    throw new WrongStateError(
      `LangBatch runs in the data folder ${dataDir}. Stop it, run this again, and start it again: it takes a few seconds.`,
    );
  }
  try {
    return secret === null
      ? await replaceKeptSecret(dataDir, (secrets) => onEmbedded(dataDir, secrets))
      : await onEmbedded(dataDir, givenSecrets(settings, secret));
  } finally {
    lock.release();
  }
}

async function onEmbedded(dataDir: string, secrets: Secrets): Promise<RotationReport> {
  const server = await startEmbeddedPostgres({ dataDir });
  try {
    return await rotateDatabase(server.url, secrets);
  } finally {
    await server.stop();
  }
}

function givenSecrets({ previousSecret }: Settings, secret: string | null): Secrets {
  if (secret !== null && previousSecret !== null && secret !== previousSecret) return { secret, previousSecret };
  throw new InvalidInputError(
    'Set LANGBATCH_SECRET to the new secret and LANGBATCH_SECRET_PREVIOUS to the one used so far, then run this again.',
  );
}

function* describe({ sealedAnew, lostKeys }: RotationReport, { secret }: Settings): Generator<string> {
  yield sealedAnew === 0
    ? 'Everything was encrypted with the new secret already.'
    : `Encrypted with the new secret: ${sealedAnew} ${sealedAnew === 1 ? 'text' : 'texts'}. The old secret opens none of them any more.`;
  if (lostKeys.length > 0) {
    yield `Neither secret opens the keys of these connections, so enter them again: ${lostKeys.join(', ')}.`;
  }
  yield secret === null
    ? 'The new secret is in the data folder. Start LangBatch again.'
    : 'Remove LANGBATCH_SECRET_PREVIOUS now, and restart the processes that still have the old secret.';
}
