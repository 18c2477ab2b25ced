/*
 * As room shrinks, columns leave in this order: duration, who started it, connection, model. The page's own width
 * decides. Where there is a column more, the first one leaves earlier.
 */

const classes = {
  model: '@max-[840px]/page:hidden',
  connection: '@max-[980px]/page:hidden',
  startedBy: '@max-[1100px]/page:hidden',
};
const alone = { ...classes, duration: '@max-[1100px]/page:hidden' };
const together = { ...classes, duration: '@max-[1260px]/page:hidden' };

/** How cells leave with their columns. Where nobody signs in, nobody asks who started what. */
export function leavingOf(hasPeople: boolean): typeof alone {
  return hasPeople ? together : alone;
}

/** The table's columns in order; widths and leaving as classes, for heads, cells and skeletons alike. */
export function batchColumns(hasPeople: boolean) {
  const leaving = leavingOf(hasPeople);
  const startedBy = { name: 'Started by', align: 'left', className: `w-[116px] ${leaving.startedBy}` } as const;
  return [
    { name: 'Name', align: 'left', className: 'w-[22%]' },
    { name: 'Status', align: 'left', className: '' },
    { name: 'Requests', align: 'right', className: 'w-[98px]' },
    { name: 'Model', align: 'left', className: `w-[156px] @min-[1240px]/page:w-[186px] ${leaving.model}` },
    { name: 'Connection', align: 'left', className: `w-[132px] ${leaving.connection}` },
    ...(hasPeople ? [startedBy] : []),
    { name: 'Started', align: 'left', className: 'w-[112px]' },
    { name: 'Duration', align: 'right', className: `w-[92px] ${leaving.duration}` },
  ] as const;
}

/** A row on a phone: name and time, status, bar, facts. */
export const phoneRow = 'max-md:grid max-md:grid-cols-[1fr_auto] max-md:gap-x-3 max-md:py-3.5';
