import { isUniqueViolation } from '#lib/db/prisma-error.ts';
import type { Prisma, PrismaTransaction } from '#lib/db/prisma.ts';
import { AppError, InvalidInputError } from '#lib/errors.ts';
import type { SecretBox } from '#lib/secrets/secret-box.ts';

const key = 'secret_check';
const text = 'langbatch';

/**
 * Keeps a sealed word in the database, so that a process with another secret is refused at its start instead of
 * failing with each key. Throws `InvalidInputError` for a secret that did not seal this database's keys.
 */
export async function checkSecret(prisma: Prisma, secrets: SecretBox): Promise<void> {
  const sealed = (await prisma.setting.findUnique({ where: { key } }))?.value ?? (await keepCheck(prisma, secrets));
  try {
    secrets.open(sealed, key);
  } catch (error) {
    if (!AppError.is(error)) throw error;
    throw new InvalidInputError(
      "LANGBATCH_SECRET is not the one that this database's keys were encrypted with. Set it to the one used before. To change it, set LANGBATCH_SECRET_PREVIOUS to that one too, then run npm run secrets -- rotate.",
      {},
      { cause: error },
    );
  }
}

/**
 * Throws `StorageError` in a process that still has the secret of before a change: what it seals, nobody could open.
 * To be asked in the transaction of the write, after it: by then a change under way has ended.
 */
export async function assertSecretCounts(tx: PrismaTransaction, secrets: SecretBox): Promise<void> {
  const check = await tx.setting.findUnique({ where: { key } });
  if (check !== null) secrets.open(check.value, key);
}

/** Of several processes that start at once, the first one's word stays. */
async function keepCheck(prisma: Prisma, secrets: SecretBox): Promise<string> {
  try {
    return (await prisma.setting.create({ data: { key, value: secrets.seal(text, key) } })).value;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return (await prisma.setting.findUniqueOrThrow({ where: { key } })).value;
  }
}
