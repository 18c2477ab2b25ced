import type { PrismaTransaction } from '#lib/db/prisma.ts';

interface NewPerson {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly passwordHash: string;
  readonly isSiteAdmin: boolean;
  readonly at: Date;
}

/**
 * A person with a password, as the accounts library looks for both. The e-mail counts as proven by whoever let them in.
 */
export async function insertPerson(tx: PrismaTransaction, person: NewPerson): Promise<void> {
  const { id, name, email, passwordHash, isSiteAdmin, at } = person;
  await tx.person.create({
    data: { id, name, email, emailVerified: true, isSiteAdmin, createdAt: at, updatedAt: at },
  });
  await tx.credential.create({
    data: {
      id: `${id}-password`,
      accountId: id,
      providerId: 'credential',
      personId: id,
      password: passwordHash,
      createdAt: at,
      updatedAt: at,
    },
  });
}
