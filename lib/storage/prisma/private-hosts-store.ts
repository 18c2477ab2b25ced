import { z } from 'zod';
import type { AuditAuthor } from '#lib/contracts/audit.ts';
import type { PrivateHostsStore } from '#lib/contracts/private-hosts-store.ts';
import type { Prisma } from '#lib/db/prisma.ts';
import { assertSiteAdmin } from './assert-site-admin.ts';
import { writeAudit } from './audit-log.ts';
import { withPrismaTransaction } from './create-prisma-batch-storage.ts';

const key = 'private_hosts';
const entries = z.array(z.string());

/** The allowed private hosts, for whoever only reads them. */
export function createPrivateHostsReader(prisma: Prisma): Pick<PrivateHostsStore, 'read'> {
  return {
    async read() {
      const kept = await prisma.setting.findUnique({ where: { key } });
      return kept === null ? [] : entries.parse(JSON.parse(kept.value));
    },
  };
}

/** The same for a site admin, whose changes the audit log notes. */
export function createPrivateHostsStore(prisma: Prisma, author: AuditAuthor): PrivateHostsStore {
  return {
    ...createPrivateHostsReader(prisma),
    write: (hosts, by) =>
      withPrismaTransaction(prisma, async (tx) => {
        await assertSiteAdmin(tx, by);
        const value = JSON.stringify(hosts);
        const before = (await tx.setting.findUnique({ where: { key } }))?.value ?? '[]';
        if (before === value) return;
        await tx.setting.upsert({ where: { key }, create: { key, value }, update: { value } });
        await writeAudit(tx, null, author, {
          verb: 'setPrivateHosts',
          thing: { kind: 'setting', id: key, name: 'Private hosts' },
          before: entries.parse(JSON.parse(before)).join(', '),
          after: hosts.join(', '),
        });
      }),
  };
}
