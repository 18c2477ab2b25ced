import { announceAccess, everybody } from '#lib/db/access-channel.ts';
import type { Prisma, PrismaTransaction } from '#lib/db/prisma.ts';
import { AppError } from '#lib/errors.ts';
import type { SecretBox } from '#lib/secrets/secret-box.ts';
import { scriptAuthor, writeAudit } from './audit-log.ts';

export interface RotationReport {
  /** Texts that are now sealed with the new secret and were not before. */
  readonly sealedAnew: number;
  /** Names of connections whose key neither secret opens: it has to be entered again, as it had to before. */
  readonly lostKeys: readonly string[];
}

interface SealedText {
  /** What the text is bound to. */
  readonly owner: string;
  readonly sealed: string;
  /** For people. */
  readonly name: string;
}

/** A place of the database that holds sealed texts. */
interface Place {
  read(tx: PrismaTransaction): Promise<readonly SealedText[]>;
  write(tx: PrismaTransaction, owner: string, sealed: string): Promise<unknown>;
}

const keysOfConnections: Place = {
  async read(tx) {
    const rows = await tx.connection.findMany({
      select: { id: true, name: true, encryptedKey: true },
      orderBy: { id: 'asc' },
    });
    return rows.flatMap(({ id, name, encryptedKey }) =>
      encryptedKey === null ? [] : [{ owner: id, name, sealed: encryptedKey }],
    );
  },
  write: (tx, id, encryptedKey) =>
    tx.connection.update({ where: { id }, data: { encryptedKey }, select: { id: true } }),
};

const sealedSettings: Place = {
  async read(tx) {
    const rows = await tx.setting.findMany({ where: { value: { startsWith: 'v1.' } }, orderBy: { key: 'asc' } });
    return rows.map(({ key, value }) => ({ owner: key, name: key, sealed: value }));
  },
  write: (tx, key, value) => tx.setting.update({ where: { key }, data: { value } }),
};

/** Everything that is sealed. Who seals texts somewhere else adds that place here. */
const places: readonly Place[] = [keysOfConnections, sealedSettings];

// Thousands of keys take seconds; whoever waits longer has a database that stands still.
const transactionOptions = { maxWait: 60_000, timeout: 600_000 };

/**
 * Seals everything with the current secret of `secrets`, whose previous one opens what is there. It is one transaction:
 * ended at any moment, either all texts are as they were or all are sealed anew, and calling it again does what is left
 * to do. Until it commits, processes with the old secret alone read every key; from then on they are refused. Whoever is
 * signed in signs in again: a session may be as well known to others as the secret is.
 */
export function rotateSecrets(prisma: Prisma, secrets: SecretBox): Promise<RotationReport> {
  return prisma.$transaction(async (tx) => {
    // Others go on reading. Who writes waits, and asks after it which secret counts.
    await tx.$executeRaw`lock table connection, setting in share row exclusive mode`;
    let sealedAnew = 0;
    const lostKeys: string[] = [];
    for (const place of places) {
      for (const { owner, sealed, name } of await place.read(tx)) {
        if (secrets.isCurrent(sealed)) continue;
        const text = openIfPossible(secrets, sealed, owner);
        if (text === null) {
          lostKeys.push(name);
        } else {
          await place.write(tx, owner, secrets.seal(text, owner));
          sealedAnew += 1;
        }
      }
    }
    if (sealedAnew > 0) {
      await tx.session.deleteMany();
      await announceAccess(tx, everybody);
      const thing = { kind: 'setting', id: 'secret', name: 'Secret of LangBatch' } as const;
      await writeAudit(tx, null, scriptAuthor, { verb: 'rotateSecrets', thing, after: `sealed anew: ${sealedAnew}` });
    }
    return { sealedAnew, lostKeys };
  }, transactionOptions);
}

function openIfPossible(secrets: SecretBox, sealed: string, owner: string): string | null {
  try {
    return secrets.open(sealed, owner);
  } catch (error) {
    if (!AppError.is(error)) throw error;
    return null;
  }
}
