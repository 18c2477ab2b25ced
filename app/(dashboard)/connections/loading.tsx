export { ConnectionListSkeleton as default } from '#components/connections/connection-list.tsx';
