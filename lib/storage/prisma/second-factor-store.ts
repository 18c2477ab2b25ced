import type { OwnSecondFactor, SecondFactors, Vault } from '#lib/contracts/second-factor.ts';
import type { Prisma, PrismaTransaction } from '#lib/db/prisma.ts';
import { withPrismaTransaction } from './create-prisma-batch-storage.ts';
import { endSessions } from './end-sessions.ts';
import { type AccountHolder, assertSignedIn, makeOwnChange } from './own-account.ts';

/** In front of a key in Base32, as the accounts library keeps those that it did not make (its `totp/index.mjs`). */
const keyPrefix = 'base32:';

interface SecondFactorStoreOptions {
  readonly prisma: Prisma;
  readonly vault: Vault;
}

/** The second factor of the person who holds the session. What counts leaves a row in the audit log. */
export function createOwnSecondFactor(
  { prisma, vault }: SecondFactorStoreOptions,
  holder: AccountHolder,
): OwnSecondFactor {
  const { personId, sessionId } = holder;
  const seal = async (hashes: readonly string[]) => vault.seal(JSON.stringify(hashes));
  return {
    isOn: () => isOn(prisma, personId),
    async begin(key) {
      const [secret, backupCodes] = [await vault.seal(`${keyPrefix}${key}`), await seal([])];
      return withPrismaTransaction(prisma, async (tx) => {
        await assertSignedIn(tx, personId, sessionId);
        if (await isOn(tx, personId)) return false;
        await tx.secondfactor.deleteMany({ where: { personId } });
        await tx.secondfactor.create({ data: { id: personId, personId, secret, backupCodes, verified: false } });
        return true;
      });
    },
    findBegun: () => findKey(prisma, vault, personId, false),
    async confirm(key, lastStep, hashes) {
      const backupCodes = await seal(hashes);
      return makeOwnChange(prisma, holder, async (tx) => {
        if ((await findKey(tx, vault, personId, false)) !== key) return null;
        await tx.secondfactor.updateMany({ where: { personId }, data: { verified: true, lastStep, backupCodes } });
        await setOn(tx, personId, true);
        await endSessions(tx, personId, sessionId);
        return { verb: 'confirmSecondFactor' };
      });
    },
    async replaceRecoveryCodes(hashes) {
      const backupCodes = await seal(hashes);
      return makeOwnChange(prisma, holder, async (tx) => {
        const { count } = await tx.secondfactor.updateMany({
          where: { personId, verified: true },
          data: { backupCodes },
        });
        return count === 0 ? null : { verb: 'renewRecoveryCodes' };
      });
    },
    turnOff: () =>
      makeOwnChange(prisma, holder, async (tx) => {
        if (!(await removeSecondFactor(tx, personId))) return null;
        await endSessions(tx, personId, sessionId);
        return { verb: 'endSecondFactor' };
      }),
  };
}

export function createSecondFactors({ prisma, vault }: SecondFactorStoreOptions): SecondFactors {
  return {
    findKey: (personId) => findKey(prisma, vault, personId, true),
    async useStep(personId, step) {
      // One statement: of two who send one code at once, the second finds it used.
      const { count } = await prisma.secondfactor.updateMany({
        where: { personId, verified: true, OR: [{ lastStep: null }, { lastStep: { lt: step } }] },
        data: { lastStep: step },
      });
      return count > 0;
    },
  };
}

/** Gives whether there was one. To be called with the person locked. */
export async function removeSecondFactor(tx: PrismaTransaction, personId: string): Promise<boolean> {
  const wasOn = await isOn(tx, personId);
  await tx.secondfactor.deleteMany({ where: { personId } });
  await setOn(tx, personId, false);
  return wasOn;
}

async function isOn(prisma: PrismaTransaction, personId: string): Promise<boolean> {
  const person = await prisma.person.findUnique({ where: { id: personId }, select: { twoFactorEnabled: true } });
  return person?.twoFactorEnabled === true;
}

async function setOn(tx: PrismaTransaction, personId: string, twoFactorEnabled: boolean): Promise<void> {
  await tx.person.update({ where: { id: personId }, data: { twoFactorEnabled, updatedAt: new Date() } });
}

async function findKey(
  prisma: PrismaTransaction,
  vault: Vault,
  personId: string,
  verified: boolean,
): Promise<string | null> {
  const found = await prisma.secondfactor.findFirst({ where: { personId, verified }, select: { secret: true } });
  return found === null ? null : (await vault.open(found.secret)).slice(keyPrefix.length);
}
