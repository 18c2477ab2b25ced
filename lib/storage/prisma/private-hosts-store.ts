import { z } from 'zod';
import type { PrivateHostsStore } from '#lib/contracts/private-hosts-store.ts';
import type { Prisma } from '#lib/db/prisma.ts';
import { assertSiteAdmin } from './assert-site-admin.ts';
import { withPrismaTransaction } from './create-prisma-batch-storage.ts';

const key = 'private_hosts';
const entries = z.array(z.string());

export function createPrivateHostsStore(prisma: Prisma): PrivateHostsStore {
  return {
    async read() {
      const kept = await prisma.setting.findUnique({ where: { key } });
      return kept === null ? [] : entries.parse(JSON.parse(kept.value));
    },
    write: (hosts, by) =>
      withPrismaTransaction(prisma, async (tx) => {
        await assertSiteAdmin(tx, by);
        const value = JSON.stringify(hosts);
        await tx.setting.upsert({ where: { key }, create: { key, value }, update: { value } });
      }),
  };
}
