// npm run db:migration -- NAME [--hand-written]
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { createMigration } from '#lib/db/create-migration.ts';
import { AppError } from '#lib/errors.ts';

const projectDir = join(import.meta.dirname, '..');
const { positionals, values } = parseArgs({ allowPositionals: true, options: { 'hand-written': { type: 'boolean' } } });

try {
  const folder = await createMigration({
    prismaDir: join(projectDir, 'prisma'),
    name: positionals[0] ?? '',
    isHandWritten: values['hand-written'] ?? false,
    now: new Date(),
  });
  console.log(`Made ${relative(projectDir, folder)}: read its migration.sql before you commit it.`);
} catch (error) {
  if (!(error instanceof Error) || !(AppError.is(error) || error.name === 'SchemaConnectorError')) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
