/* Beside the open panel there is room for who, what became of it, and the answer: the other columns leave. */
const leaves = '@max-[900px]/page:hidden';

/** The table's columns in order, for heads, cells and skeletons alike. */
export const requestColumns = [
  { name: 'Custom ID', align: 'left', className: 'w-[200px] @max-[900px]/page:w-[30%]' },
  { name: 'Outcome', align: 'left', className: 'w-[136px]' },
  { name: 'Cause', align: 'left', className: `w-[240px] ${leaves}` },
  { name: 'Tokens', align: 'right', className: `w-[84px] ${leaves}` },
  { name: 'Attempt', align: 'right', className: `w-[86px] ${leaves}` },
  { name: 'Answer', align: 'left', className: '' },
] as const;

export const leaving = leaves;
