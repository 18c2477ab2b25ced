// A script with the dashboard's storage: tells which modules were loaded before its first call and after, then goes on
// doing nothing. It ends by itself when nothing holds it.
import { registerHooks } from 'node:module';
import { z } from 'zod';

const { options, isClosed } = z
  .object({
    options: z.object({ databaseUrl: z.string(), dataDir: z.string(), secret: z.string() }),
    isClosed: z.boolean(),
  })
  .parse(JSON.parse(process.argv[2] ?? ''));

const loaded = new Set<string>();
registerHooks({
  resolve(specifier, context, nextResolve) {
    const resolved = nextResolve(specifier, context);
    loaded.add(resolved.url);
    return resolved;
  },
});

const { PrismaBatchStorage } = await import('#lib/langbatch/prisma-batch-storage.ts');
const storage = new PrismaBatchStorage(options);
const before = [...loaded];
const batchIds = await storage.listBatchIds({ limit: 10 });
if (isClosed) await storage.close();
process.stdout.write(JSON.stringify({ before, after: [...loaded], batchIds }));
