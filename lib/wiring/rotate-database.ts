import type { Secrets } from '#lib/config/kept-secrets.ts';
import { assertMigrated } from '#lib/db/assert-migrated.ts';
import { createPool } from '#lib/db/pool.ts';
import { createPrisma } from '#lib/db/prisma.ts';
import { createSecretBox } from '#lib/secrets/secret-box.ts';
import { checkSecret } from '#lib/storage/prisma/check-secret.ts';
import { type RotationReport, rotateSecrets } from '#lib/storage/prisma/rotate-secrets.ts';

/**
 * Seals everything in a database with `secret`. Throws `InvalidInputError` when neither secret is the one that it uses,
 * `StorageError` when it does not answer or has another schema.
 */
export async function rotateDatabase(
  databaseUrl: string,
  { secret, previousSecret }: Secrets,
): Promise<RotationReport> {
  await assertMigrated(databaseUrl);
  const pool = createPool({ connectionString: databaseUrl });
  const prisma = createPrisma({ pool });
  try {
    const secrets = createSecretBox(secret, previousSecret);
    await checkSecret(prisma, secrets);
    return await rotateSecrets(prisma, secrets);
  } finally {
    await prisma.$disconnect();
    await pool.end();
  }
}
