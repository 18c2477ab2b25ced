import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import type { Pool } from 'pg';
import { z } from 'zod';
import { findEmbeddedPostgres } from '#lib/db/embedded/find-embedded-postgres.ts';
import { createPool } from '#lib/db/pool.ts';
import { startProduct } from '#scripts/launcher/product.ts';
import { makeTemplate } from '#tests/support/templates.ts';
import { testSettings } from '../support/start-product.ts';
import { openTeam, type Team } from '../support/team.ts';
import { send } from './send.ts';
import { readServerActions, type ServerAction } from './server-actions.ts';

/** A product with accounts that a spec attacks over HTTP. */
export interface AttackedProduct extends AsyncDisposable {
  readonly url: string;
  readonly dataDir: string;
  readonly team: Team;
  readonly pool: Pool;
  readonly actions: readonly ServerAction[];
  /** The headers of a page of ours, for somebody with these cookies. */
  readonly asPage: (cookie: string) => Readonly<Record<string, string>>;
  readonly action: (name: string) => ServerAction;
  /** Of every kind of thing one that is in Local. */
  readonly things: () => Promise<Things>;
  /** What is in Local, and the people, as the tables have it. */
  readonly readLocal: () => Promise<string>;
}

export interface Things {
  readonly batchId: string;
  readonly uploadId: string;
  readonly connectionId: string;
  readonly personId: string;
  readonly sessionId: string;
  readonly invitationId: string;
  readonly tokenId: string;
  readonly templateId: string;
}

export async function attackProduct(): Promise<AttackedProduct> {
  const dataDir = await mkdtemp(join(tmpdir(), 'langbatch-e2e-attack-'));
  const product = await startProduct(dataDir, { ...testSettings, LANGBATCH_ACCOUNTS: 'on' });
  const { url } = product;
  const team = await openTeam({ url, dataDir });
  const pool = createPool({ connectionString: (await findEmbeddedPostgres({ dataDir })) ?? '' });
  const actions = await readServerActions();
  const asPage: AttackedProduct['asPage'] = (cookie) => ({ cookie, origin: url });
  return {
    url,
    dataDir,
    team,
    pool,
    actions,
    asPage,
    action: (name) => {
      const found = actions.find((action) => action.name === name);
      if (found === undefined) throw new Error(`${name} is no server action of this build.`);
      return found;
    },
    things: () => makeThings({ url, team, pool, asPage }),
    readLocal: async () => (await Promise.all(localTables.map((sql) => pool.query(sql)))).map(rowsOf).join('\n'),
    async [Symbol.asyncDispose]() {
      await pool.end();
      await team[Symbol.asyncDispose]();
      await product.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const notStranger = `(select id from person where email not like 'stranger%')`;

/** Without what a look changes, and what the worker does by itself. */
const localTables = [
  `select id, name, is_listed, document::text from batch where workspace_id = 'local' order by id`,
  `select id, name, kind, base_url, encrypted_key from connection where workspace_id = 'local' order by id`,
  `select id, name, (select count(*) from template_version where template_id = id) as versions
     from template where workspace_id = 'local' order by id`,
  `select person_id, role, version from member where workspace_id = 'local' order by person_id`,
  `select id, email, role, expires_at from invitation where workspace_id = 'local' order by id`,
  `select id, name, scope, revoked_at from api_token where workspace_id = 'local' order by id`,
  `select id, token from session where person_id in ${notStranger} order by id`,
  `select id, name, email, is_site_admin, disabled_at from person where id in ${notStranger} order by id`,
  `select id, name, slug from workspace where id = 'local'`,
  `select person_id, password from credential where person_id in ${notStranger} order by person_id`,
];

function rowsOf({ rows }: { readonly rows: readonly unknown[] }): string {
  return JSON.stringify(rows, null, 1);
}

const idRow = z.tuple([z.object({ id: z.string() })]).rest(z.unknown());

const keepTemplate = `
  with kept as (
    insert into template values (gen_random_uuid()::text, 'local', 'Kept', gen_random_uuid()::text, now()) returning id)
  insert into template_version
    select id, 1, '${JSON.stringify(makeTemplate())}', 'gpt-4o-mini', 'text', now(), 'user', 'you', 'Ines' from kept
    returning template_id as id`;

async function makeThings({
  url,
  team,
  pool,
  asPage,
}: Pick<AttackedProduct, 'url' | 'team' | 'pool' | 'asPage'>): Promise<Things> {
  const owner = asPage(await team.cookiesOf('owner'));
  await team.tokenOf('owner', 'run');
  const email = `${randomUUID()}@example.com`;
  await team.inviteToLocal(email);
  const idOf = async (sql: string): Promise<string> => idRow.parse((await pool.query(sql)).rows)[0].id;
  const { status, headers } = await send(url, {
    method: 'POST',
    path: '/api/tus',
    headers: { ...owner, 'tus-resumable': '1.0.0', 'upload-length': '10' },
  });
  if (status !== 201) throw new Error(`The upload was answered ${status}.`);
  const batchId = await team.draftInLocal();
  const isChecked = `select 1 from batch where id = $1 and is_checked`;
  await expect.poll(async () => (await pool.query(isChecked, [batchId])).rowCount).toBe(1);
  return {
    batchId,
    uploadId: String(headers['location']).split('/').at(-1)?.split('?')[0] ?? '',
    connectionId: await idOf(`select id from connection where workspace_id = 'local'`),
    personId: await idOf(`select person_id as id from member where workspace_id = 'local' and role = 'owner'`),
    sessionId: await idOf(`select id from session where person_id = 'you'`),
    invitationId: await idOf(`select id from invitation where email = '${email}'`),
    tokenId: await idOf(`select id from api_token where workspace_id = 'local'`),
    templateId: await idOf(keepTemplate),
  };
}
