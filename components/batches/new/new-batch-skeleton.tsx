import { PageHead } from '#components/layout/page-head.tsx';
import { LoadingAnnouncement, Skeleton } from '#components/ui/skeleton.tsx';
import { BackLink } from '#components/ui/text-link.tsx';
import { Step } from '../draft/step.tsx';

/** The steps while the page is on its way. */
export function NewBatchSkeleton() {
  return (
    <>
      <LoadingAnnouncement>Loading</LoadingAnnouncement>
      <BackLink href="/batches">Batches</BackLink>
      <PageHead title="New batch" />
      <div className="mt-[22px]">
        <Step number={1} title="Choose a file" state="here">
          <div className="grid h-64 place-items-center rounded-lg border border-dashed border-line-control bg-raised">
            <Skeleton width={220} />
          </div>
        </Step>
        <Step number={2} title="Check" state="ahead" />
        <Step number={3} title="Start" state="ahead" />
      </div>
    </>
  );
}
