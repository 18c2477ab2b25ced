import { InvalidInputError } from '#lib/errors.ts';
import type { TableRefusal } from '#lib/shared/contract/table.ts';
import { tableRefusalText } from '#lib/shared/words/table-texts.ts';

/** A file that cannot be read as a table, or not to its end. `refusal` is what records keep of it. */
export class TableRefusedError extends InvalidInputError {
  readonly refusal: TableRefusal;

  constructor(refusal: TableRefusal, options?: ErrorOptions) {
    super(tableRefusalText(refusal), {}, options);
    this.refusal = refusal;
  }
}
