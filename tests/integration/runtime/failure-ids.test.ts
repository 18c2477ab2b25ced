import { expect, test } from 'vitest';
import { answerRequest } from '#app/_server/answer-request.ts';
import { contextFor, toChangeFromPage, toReadApi } from '#app/_server/context-for.ts';
import { runAction } from '#app/_server/run-action.ts';
import { createPool } from '#lib/db/pool.ts';
import { createPrisma } from '#lib/db/prisma.ts';
import { createLogger } from '#lib/log.ts';
import { apiErrorSchema } from '#lib/shared/contract/action-result.ts';
import { openAccounts, setUpOwner } from '#tests/support/accounts.ts';
import { createBatchWorld } from '#tests/support/batch-world.ts';
import { openDatabaseDoor } from '#tests/support/database-door.ts';
import { usePrismaDatabase } from '#tests/support/prisma-database.ts';

const database = usePrismaDatabase();
const origin = 'https://batches.example.org';

test('whoever asks while the database is gone gets an id that the log has beside the failure, and nothing of it', async () => {
  const door = await openDatabaseDoor(new URL(database.url));
  const pool = createPool({ connectionString: door.url });
  const prisma = createPrisma({ pool });
  const accounts = await openAccounts({ url: door.url, pool, prisma }, origin);
  const cookie = await setUpOwner(accounts);
  const lines: string[] = [];
  const log = createLogger({ sink: (line) => lines.push(line), now: () => new Date(0) });
  const headers = new Headers({ host: 'batches.example.org', origin, cookie });
  const runtime = { accounts, context: () => createBatchWorld().ctx };
  door.shut();

  const response = await answerRequest(
    { request: new Request(`${origin}/api/batches`, { headers }), params: Promise.resolve({}) },
    { read: () => Promise.resolve([]), query: {} },
    {
      origins: new Set([origin]),
      getContext: () => contextFor(runtime, headers, {}, toReadApi),
      guard: () => Promise.reject(new Error('Nothing is answered for long.')),
      log,
    },
  );
  const { error: ofRoute } = apiErrorSchema.parse(await response.json());
  const ofAction = await runAction({
    verb: () => Promise.resolve(),
    input: {},
    headers: new Headers({ ...Object.fromEntries(headers), 'sec-fetch-site': 'same-origin' }),
    origins: new Set([origin]),
    getContext: () => contextFor(runtime, headers, {}, toChangeFromPage),
    log,
  });

  expect(response.status).toBe(500);
  const shown = [ofRoute, ofAction.ok ? null : ofAction.error];
  for (const [index, error] of shown.entries()) {
    expect(error?.message).toContain(`If it stays, tell your admin this id: ${error?.reference}`);
    expect(JSON.parse(lines[index] ?? '')).toMatchObject({ level: 'error', reference: error?.reference });
    expect(lines[index]).toMatch(/ECONN|terminated/i);
    expect(JSON.stringify(error)).not.toMatch(/ECONN|terminated|127\.0\.0\.1/i);
  }
  await prisma.$disconnect();
  await pool.end();
  await door.close();
});
