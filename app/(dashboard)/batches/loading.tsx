export { BatchListSkeleton as default } from '#components/batches/list/batch-list-skeleton.tsx';
