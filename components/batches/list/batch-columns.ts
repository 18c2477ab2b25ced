/* As room shrinks, columns leave in this order: who started it, duration, connection, model. The page's own width decides. */

const leavesAtOnce = '@max-[1200px]/page:hidden';
const leavesFirst = '@max-[1100px]/page:hidden';
const leavesSecond = '@max-[980px]/page:hidden';
const leavesThird = '@max-[840px]/page:hidden';

const allColumns = [
  { name: 'Name', align: 'left', className: 'w-[22%]' },
  { name: 'Status', align: 'left', className: '' },
  { name: 'Requests', align: 'right', className: 'w-[98px]' },
  { name: 'Model', align: 'left', className: `w-[156px] @min-[1240px]/page:w-[186px] ${leavesThird}` },
  { name: 'Connection', align: 'left', className: `w-[132px] ${leavesSecond}` },
  { name: 'Started by', align: 'left', className: `w-[116px] ${leavesAtOnce}` },
  { name: 'Started', align: 'left', className: 'w-[112px]' },
  { name: 'Duration', align: 'right', className: `w-[92px] ${leavesFirst}` },
] as const;

/**
 * The table's columns in order; widths and leaving as classes, for heads, cells and skeletons alike. Where nobody signs
 * in, nobody asks who started what.
 */
export function batchColumns(hasPeople: boolean): readonly (typeof allColumns)[number][] {
  return allColumns.filter(({ name }) => hasPeople || name !== 'Started by');
}

export const leaving = { startedBy: leavesAtOnce, model: leavesThird, connection: leavesSecond, duration: leavesFirst };

/** A row on a phone: name and time, status, bar, facts. */
export const phoneRow = 'max-md:grid max-md:grid-cols-[1fr_auto] max-md:gap-x-3 max-md:py-3.5';
