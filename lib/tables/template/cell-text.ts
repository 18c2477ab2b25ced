import type { Cell } from '#lib/shared/contract/table.ts';
import type { Template } from '#lib/shared/contract/template.ts';
import { isDateFormat } from './is-date-format.ts';

/**
 * The text of a cell, as it is put into a prompt. A number is written as its workbook shows it, or `raw` as the shortest
 * decimal that is it; a date always as shown, as its stored value is a count of days.
 */
export function cellText(cell: Cell, numbers: Template['numbers']): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'boolean') return cell ? 'TRUE' : 'FALSE';
  return numbers === 'raw' && !isDateFormat(cell.f) ? String(cell.n) : cell.s;
}
