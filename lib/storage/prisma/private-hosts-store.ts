import { z } from 'zod';
import type { Prisma } from '#lib/db/prisma.ts';
import type { PrivateHosts } from '#lib/net/private-hosts.ts';

const key = 'private_hosts';
const entries = z.array(z.string());

/** The private hosts that connections of this installation may call. */
export interface PrivateHostsStore {
  read(): Promise<PrivateHosts>;
  write(hosts: PrivateHosts): Promise<void>;
}

export function createPrivateHostsStore(prisma: Prisma): PrivateHostsStore {
  return {
    async read() {
      const kept = await prisma.setting.findUnique({ where: { key } });
      return kept === null ? [] : entries.parse(JSON.parse(kept.value));
    },
    async write(hosts) {
      const value = JSON.stringify(hosts);
      await prisma.setting.upsert({ where: { key }, create: { key, value }, update: { value } });
    },
  };
}
