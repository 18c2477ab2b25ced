export { NewBatchSkeleton as default } from '#components/batches/new/new-batch-skeleton.tsx';
