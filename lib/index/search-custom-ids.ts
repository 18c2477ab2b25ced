import type { Pool } from 'pg';
import { escapeCustomId, hashCustomId } from '../jsonl/custom-id.ts';
import { signatureOf } from './block-signature.ts';
import { searchPatterns } from './custom-id-pattern.ts';
import { blockConditions, rowConditions, selectLines } from './line-query.ts';
import type { LineQuery } from './line-query.ts';
import { createSql } from './sql.ts';
import type { Sql } from './sql.ts';
import { linesPerBlock } from './tally.ts';

/** Few at first, since a text that many ids hold fills a page at once. */
const blocksPerStep = [4, 28, 64];
const maxBlocks = blocksPerStep.reduce((sum, count) => sum + count);

/**
 * The request with exactly this id if there is one, else those whose ids hold the text, or begin with one that is
 * shorter than three characters.
 *
 * A text that many ids hold is found by looking through the first blocks whose signature has it; one that few hold is
 * found by the trigram index, which is slow for the others.
 */
export async function searchCustomIds(pool: Pool, query: LineQuery, text: string): Promise<readonly number[]> {
  const sql = createSql();
  const isExact = `q.custom_id_sha256 = ${sql.value(hashCustomId(text))}`;
  const [exact] = await selectLines(pool, { ...query, after: 0, limit: 1 }, sql, isExact);
  if (exact !== undefined) return exact > query.after ? [exact] : [];

  const blocks = await findBlocks(pool, query, text);
  const found: number[] = [];
  let from = 0;
  for (const count of blocksPerStep) {
    const some = blocks.slice(from, (from += count));
    const rest = { ...query, limit: query.limit - found.length };
    if (some.length > 0 && rest.limit > 0) found.push(...(await searchBlocks(pool, rest, text, some)));
  }
  const lastBlock = blocks[maxBlocks - 1];
  if (lastBlock === undefined || found.length >= query.limit) return found;
  const after = (lastBlock + 1) * linesPerBlock - 1;
  const rest = { ...query, after: Math.max(after, query.after), limit: query.limit - found.length };
  return [...found, ...(await searchIndex(pool, rest, text))];
}

/** The first blocks, from the cursor on, that can hold what is looked for. */
async function findBlocks(pool: Pool, query: LineQuery, text: string): Promise<readonly number[]> {
  const sql = createSql();
  const { isPart } = searchPatterns(text);
  const bits = `('x' || ${sql.value(signatureOf(escapeCustomId(text), !isPart))})::bit(8192)`;
  const wanted = [
    `b.batch_number = ${sql.value(query.batchNumber)}`,
    `b.block >= ${sql.value(Math.floor(query.after / linesPerBlock))}`,
    ...blockConditions(query),
    `(s.bits & ${bits}) = ${bits}`,
  ];
  const { rows } = await pool.query<{ block: number }>(
    `select b.block from request_block b join request_signature s using (batch_number, block)
     where ${wanted.join(' and ')} order by b.block limit ${maxBlocks}`,
    sql.values,
  );
  return rows.map(({ block }) => block);
}

async function searchBlocks(
  pool: Pool,
  query: LineQuery,
  text: string,
  blocks: readonly number[],
): Promise<readonly number[]> {
  const sql = createSql();
  const limit = sql.value(query.limit);
  const wanted = [
    `q.batch_number = ${sql.value(query.batchNumber)}`,
    `q.line > ${sql.value(query.after)}`,
    `q.line >= wanted.block * ${linesPerBlock} and q.line < (wanted.block + 1) * ${linesPerBlock}`,
    textCondition(sql, text),
    ...rowConditions(sql, query),
  ];
  const { rows } = await pool.query<{ line: number }>(
    `select found.line from unnest(${sql.value(blocks)}::int[]) as wanted(block) cross join lateral (
       select q.line from request q where ${wanted.join(' and ')} order by q.line limit ${limit}
     ) found
     order by found.line limit ${limit}`,
    sql.values,
  );
  return rows.map(({ line }) => line);
}

/** All hits are gathered before they are sorted, so that the planner does not walk through the lines for them. */
async function searchIndex(pool: Pool, query: LineQuery, text: string): Promise<readonly number[]> {
  const sql = createSql();
  const wanted = [
    `q.batch_number = ${sql.value(query.batchNumber)}`,
    `q.line > ${sql.value(query.after)}`,
    textCondition(sql, text),
  ];
  const conditions = ['true', ...rowConditions(sql, query)];
  const { rows } = await pool.query<{ line: number }>(
    `with hit as materialized (select q.batch_number, q.line from request q where ${wanted.join(' and ')})
     select q.line from hit q where ${conditions.join(' and ')} order by q.line limit ${sql.value(query.limit)}`,
    sql.values,
  );
  return rows.map(({ line }) => line);
}

/** Where the stored form has escapes, the text could be found in the middle of one. */
function textCondition(sql: Sql, text: string): string {
  const { like, regularExpression } = searchPatterns(text);
  return `q.custom_id like ${sql.value(like)}
    and (strpos(q.custom_id, '\\') = 0 or q.custom_id ~ ${sql.value(regularExpression)})`;
}
