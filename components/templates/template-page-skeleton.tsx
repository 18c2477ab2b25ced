import { PageHead } from '#components/layout/page-head.tsx';
import { LoadingAnnouncement, Skeleton } from '#components/ui/skeleton.tsx';
import { BackLink } from '#components/ui/text-link.tsx';

/** A template's page while it loads. */
export function TemplatePageSkeleton() {
  return (
    <>
      <LoadingAnnouncement>Loading the template</LoadingAnnouncement>
      <BackLink href="/templates">Templates</BackLink>
      <PageHead title={<Skeleton width={260} isLarge className="my-1" />}>
        <Skeleton width={200} className="mt-3" />
      </PageHead>
      <div className="mt-8 grid grid-cols-[minmax(0,1fr)_320px] gap-x-[72px] gap-y-10 @max-[840px]/page:grid-cols-1">
        <Skeleton className="h-40 rounded-lg" />
        <div className="flex flex-col gap-6">
          {[64, 52, 78].map((width) => (
            <Skeleton key={width} width={`${width}%`} />
          ))}
        </div>
      </div>
    </>
  );
}
