import { PageHead } from '#components/layout/page-head.tsx';
import { LoadingAnnouncement, Skeleton } from '#components/ui/skeleton.tsx';

export default function AccountLoading() {
  return (
    <>
      <LoadingAnnouncement>Loading the account</LoadingAnnouncement>
      <PageHead title="Account" />
      <div className="mt-10 flex flex-col gap-8">
        <Skeleton width="42%" />
        <Skeleton width="48%" />
        <Skeleton width="36%" />
      </div>
    </>
  );
}
