import { randomBytes } from 'node:crypto';
import { isUniqueViolation } from '#lib/db/prisma-error.ts';
import type { Prisma } from '#lib/db/prisma.ts';
import type { SecretBox } from '#lib/secrets/secret-box.ts';

const key = 'accounts_key';

/**
 * What signs the cookies of every web process: 32 random bytes, sealed in the database, made on first use. A key of
 * its own outlives a change of `LANGBATCH_SECRET`. Throws `StorageError` when the secret does not open it.
 */
export async function keepAccountsKey(prisma: Prisma, secrets: SecretBox): Promise<string> {
  const kept = await prisma.setting.findUnique({ where: { key } });
  return secrets.open(kept?.value ?? (await make(prisma, secrets)), key);
}

/** Of several processes that start at once, the first one's stays. */
async function make(prisma: Prisma, secrets: SecretBox): Promise<string> {
  const value = secrets.seal(randomBytes(32).toString('base64url'), key);
  try {
    return (await prisma.setting.create({ data: { key, value } })).value;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return (await prisma.setting.findUniqueOrThrow({ where: { key } })).value;
  }
}
