import { Readable } from 'node:stream';
import { tableKeys } from '#lib/batch/store/file-keys.ts';
import { updateBatch } from '#lib/batch/store/update-batch.ts';
import { writeJsonFile } from '#lib/files/json-file.ts';
import { newTable } from '#lib/record/table-record.ts';
import { type Cell, foundOutOptions, type TableProfile } from '#lib/shared/contract/table.ts';
import { type TemplateInput, templateSchema } from '#lib/shared/contract/template.ts';
import { createRowEncoder } from '#lib/tables/rows/encode-rows.ts';
import { createRenderer, renderLine } from '#lib/tables/template/render-row.ts';
import type { BatchWorld } from './batch-world.ts';

interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  readonly template: TemplateInput;
}

/** A checked draft as it is once its table was read and requests were made of it. */
export async function draftOfTable(world: BatchWorld, { name, columns, rows, template }: Table): Promise<string> {
  const numbered = rows.map((cells, index) => ({ number: index + 2, cells }));
  const render = createRenderer(template, columns);
  const batchId = await world.draft(numbered.map((row) => renderLine(render(row))));
  const keys = tableKeys(batchId, 'revision1');
  const encode = createRowEncoder();
  const content = numbered.map((row) => encode([row]).rows);
  const stored = await world.ctx.files.write(keys.rows, Readable.from(content));
  await writeJsonFile(world.ctx.files, keys.profile, profileOf(columns, rows.length));
  const readAt = world.clock.now().toISOString();
  await updateBatch(world.ctx, batchId, (draft) => {
    draft.table = {
      ...newTable({ key: 'uploads/table', bytes: 1, sha256: '', name }),
      reading: {
        revision: 'revision1',
        startedAt: readAt,
        readBytes: 1,
        hasHead: true,
        endedAt: readAt,
        refusal: null,
        rows: rows.length,
        columns: columns.length,
        stored: { key: keys.rows, ...stored },
      },
      made: { template: templateSchema.parse(template), origin: null },
    };
  });
  return batchId;
}

function profileOf(columns: readonly string[], rows: number): TableProfile {
  return {
    format: 'xlsx',
    options: foundOutOptions,
    sheets: ['Sheet1'],
    columns: columns.map((name) => ({ name, kind: 'mixed', filled: rows, longest: 1, longestRow: 2 })),
    rows,
    emptyRows: 0,
    problems: [],
  };
}
