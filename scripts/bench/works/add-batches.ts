import pg from 'pg';

/** Puts many ended batches into the list: copies of one row with other ids, names, times and statuses. */
export async function addBatches(databaseUrl: string, templateId: string, count: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      `insert into batch
       select (jsonb_populate_record(batch, jsonb_build_object(
         'id', 'bench_copy_' || n,
         'name', (array['tickets', 'reviews', 'invoices', 'contracts'])[1 + n % 4] || '-' || n || ' weekly',
         'status', (array['completed', 'completed', 'failed', 'expired', 'cancelled'])[1 + n % 5],
         'is_listed', true, 'is_open', false,
         'total', 1000, 'pending', 0, 'succeeded', 1000 - n % 50, 'failed', n % 50,
         'created_at', now() - n * interval '7 minutes',
         'started_at', now() - n * interval '7 minutes',
         'ended_at', now() - n * interval '6 minutes'))).*
       from batch, generate_series(1, $2::int) n where batch.id = $1`,
      [templateId, count],
    );
  } finally {
    await client.end();
  }
}
