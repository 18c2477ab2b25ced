import { z } from 'zod';
import { batchIdInput, idInput } from './batch-inputs.ts';
import { tableOptionsSchema } from './table.ts';
import { templateSchema } from './template.ts';

/* What pages and the API ask for about the table of a draft. */

export const chooseTableOptionsInput = batchIdInput.extend({ options: tableOptionsSchema });

export const askForRequestsInput = batchIdInput.extend({
  template: templateSchema,
  /** The kept template that it is. */
  origin: z.object({ templateId: idInput, version: z.number().int().positive() }).optional(),
});

export const checkRowNamesInput = batchIdInput.extend({ column: z.string() });

export const getTableRowsInput = batchIdInput.extend({
  /** The first row, counted from 0. */
  start: z.number().int().nonnegative().default(0),
  /** Instead: the number in the sheet of the first row; the next one where that is empty. */
  row: z.number().int().positive().optional(),
  count: z.number().int().min(1).max(100).default(20),
});
