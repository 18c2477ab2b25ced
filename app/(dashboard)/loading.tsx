import { LoadingAnnouncement, Skeleton } from '#components/ui/skeleton.tsx';

export default function DashboardLoading() {
  return (
    <>
      <LoadingAnnouncement>Loading the page</LoadingAnnouncement>
      <Skeleton isLarge width={220} className="my-[5px]" />
      <div className="mt-8 flex flex-col gap-5">
        <Skeleton width="72%" />
        <Skeleton width="58%" />
        <Skeleton width="64%" />
      </div>
    </>
  );
}
