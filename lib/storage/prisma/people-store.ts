import type { NewOwner, People } from '#lib/contracts/accounts.ts';
import { onDatabase } from '#lib/db/database-failure.ts';
import type { Prisma, PrismaTransaction } from '#lib/db/prisma.ts';
import { firstOwnerId } from '#lib/shared/contract/actor.ts';
import { localWorkspace } from '#lib/shared/contract/workspace.ts';
import { browserAuthor, writeAudit } from './audit-log.ts';
import { withPrismaTransaction } from './create-prisma-batch-storage.ts';
import { insertPerson } from './insert-person.ts';

const setUp = 'set_up';
const owner = 'owner';

/** People in the dashboard's database. */
export function createPeopleStore(prisma: Prisma): People {
  return {
    hasOwner: () => hasOwner(prisma),
    async addSetUpLink({ tokenSha256, expiresAt }) {
      await prisma.oneTimeLink.create({
        data: { tokenSha256: Uint8Array.from(tokenSha256), kind: setUp, createdAt: new Date(), expiresAt },
      });
    },
    findSetUpLink: (tokenSha256) => hasSetUpLink(prisma, tokenSha256),
    createFirstOwner: (tokenSha256, person, from) =>
      withPrismaTransaction(prisma, async (tx) => {
        const result = await createFirstOwner(tx, tokenSha256, person);
        const { name } = person;
        const thing = { kind: 'person', id: firstOwnerId, name } as const;
        const author = browserAuthor({ id: firstOwnerId, name }, from);
        if (result === 'created') await writeAudit(tx, null, author, { verb: 'setUp', thing, after: 'role: owner' });
        return result;
      }),
  };
}

async function hasOwner(prisma: PrismaTransaction): Promise<boolean> {
  return (await prisma.member.findFirst({ where: { role: owner }, select: { role: true } })) !== null;
}

async function hasSetUpLink(prisma: PrismaTransaction, tokenSha256: Buffer): Promise<boolean> {
  const link = await prisma.oneTimeLink.findUnique({ where: { tokenSha256: Uint8Array.from(tokenSha256) } });
  return link !== null && link.kind === setUp && link.expiresAt > new Date();
}

async function createFirstOwner(
  tx: PrismaTransaction,
  tokenSha256: Buffer,
  { name, email, passwordHash }: NewOwner,
): Promise<'created' | 'link_ended' | 'owner_exists'> {
  // Of two who open the link at once the second waits here, and then finds an owner.
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('langbatch_first_owner'))`;
  if (await hasOwner(tx)) return 'owner_exists';
  if (!(await hasSetUpLink(tx, tokenSha256))) return 'link_ended';
  const now = new Date();
  const id = firstOwnerId;
  await insertPerson(tx, { id, name, email, passwordHash, isSiteAdmin: true, at: now });
  await tx.member.create({ data: { workspaceId: localWorkspace.id, personId: id, role: owner, createdAt: now } });
  await tx.oneTimeLink.deleteMany({ where: { kind: setUp } });
  return 'created';
}

/** See `NamesOf`. */
export async function namesOf(prisma: PrismaTransaction, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const people = await onDatabase(() =>
    prisma.person.findMany({ where: { id: { in: [...ids] } }, select: { id: true, name: true } }),
  );
  return new Map(people.map(({ id, name }) => [id, name]));
}
