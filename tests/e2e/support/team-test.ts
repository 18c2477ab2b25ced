import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext } from '@playwright/test';
import type { Pool } from 'pg';
import { accessChannel } from '#lib/db/access-channel.ts';
import { findEmbeddedPostgres } from '#lib/db/embedded/find-embedded-postgres.ts';
import { createPool } from '#lib/db/pool.ts';
import type { Role } from '#lib/shared/contract/rights.ts';
import { type Product, startProduct } from '#scripts/launcher/product.ts';
import { type RunningProduct, sandboxUrlOf } from './running-product.ts';
import { setUpOwner } from './set-up-owner.ts';
import { testSettings } from './start-product.ts';
import { expect, test as sharedTest } from './test.ts';

const password = 'seven green umbrellas';

/** A product with accounts, and Ines who owns it. */
export interface Team extends RunningProduct {
  /** A browser in which Ines is signed in. */
  readonly owner: BrowserContext;
  /** A browser in which somebody is signed in whom she has just made a member of Local, with her own password. */
  readonly member: (name: string, role: Role) => Promise<BrowserContext>;
  readonly pool: Pool;
  readonly setRole: (name: string, role: Role) => Promise<void>;
}

export const test = sharedTest.extend<object, { readonly team: Team }>({
  baseURL: undefined,
  team: [
    async ({ browser }, use) => {
      const dataDir = await mkdtemp(join(tmpdir(), 'langbatch-e2e-roles-'));
      const product = await startProduct(dataDir, { ...testSettings, LANGBATCH_ACCOUNTS: 'on' });
      const pool = createPool({ connectionString: (await findEmbeddedPostgres({ dataDir })) ?? '' });
      const addMember = async (name: string, role: Role): Promise<string> => {
        const [id, email] = [randomUUID(), `${name.toLowerCase()}@example.com`];
        await pool.query(
          `insert into person (id, name, email, email_verified, created_at, updated_at) values ($1, $2, $3, true, now(), now())`,
          [id, name, email],
        );
        await pool.query(
          `insert into credential (id, account_id, provider_id, person_id, password, created_at, updated_at)
           select $1, $1, provider_id, $1, password, now(), now() from credential where person_id = 'you'`,
          [id],
        );
        await pool.query(
          `insert into member (workspace_id, person_id, role, created_at) values ('local', $1, $2, now())`,
          [id, role],
        );
        return email;
      };
      await use({
        pool,
        url: product.url,
        sandboxUrl: await sandboxUrlOf(dataDir),
        dataDir,
        owner: await openOwner(browser, product),
        member: async (name, role) => signIn(browser, product.url, await addMember(name, role)),
        setRole: async (name, role) => {
          await pool.query(
            `with changed as (update member m set role = $2 from person p where p.id = m.person_id and p.name = $1 returning p.id)
             select pg_notify($3, id) from changed`,
            [name, role, accessChannel],
          );
        },
      });
      await pool.end();
      await product.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
});

async function openOwner(browser: Browser, product: Product): Promise<BrowserContext> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await setUpOwner(page, product, { email: 'ines@example.com', password });
  await page.close();
  return context;
}

/** With accounts no private address is called unless a site admin allows it, not even of this machine. */
export async function allowLoopback({ owner, url }: Team): Promise<void> {
  const page = await owner.newPage();
  await page.goto(`${url}/settings/workspaces`);
  await page.getByLabel('Hosts that may be called').fill('127.0.0.1');
  await page.getByRole('button', { name: 'Save hosts' }).click();
  await expect(page.getByText('The private hosts are saved.')).toBeVisible();
  await page.close();
}

async function signIn(browser: Browser, url: string, email: string): Promise<BrowserContext> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${url}/sign-in`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(/\/batches$/);
  await page.close();
  return context;
}
