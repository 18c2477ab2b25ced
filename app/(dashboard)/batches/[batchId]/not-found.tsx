import type { Metadata } from 'next';

export { BatchGone as default } from '#components/batches/detail/batch-gone.tsx';

export const metadata: Metadata = { title: 'No such batch' };
