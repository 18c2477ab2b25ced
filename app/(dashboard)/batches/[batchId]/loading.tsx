export { BatchPageSkeleton as default } from '#components/batches/detail/batch-page-skeleton.tsx';
