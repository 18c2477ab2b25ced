import { LoadingAnnouncement, Skeleton } from '#components/ui/skeleton.tsx';
import { BackLink } from '#components/ui/text-link.tsx';
import { Section } from './section.tsx';

const tabNames = ['Overview', 'Failures', 'Requests', 'Downloads'];

/** A batch while it loads: what is known already is real, only values are bars. */
export function BatchPageSkeleton() {
  return (
    <>
      <LoadingAnnouncement>Loading the batch</LoadingAnnouncement>
      <BackLink href="/batches">Batches</BackLink>
      <Skeleton width={320} isLarge className="mt-1" />
      <Skeleton width={260} className="mt-5" />
      <Skeleton className="mt-9 h-3 rounded-[6px]" />
      <Skeleton width={420} className="mt-5" />
      <div aria-hidden className="mt-[34px] flex gap-7 border-b border-line py-2.5 font-label text-ink-2">
        {tabNames.map((name) => (
          <span key={name}>{name}</span>
        ))}
      </div>
      <div className="mt-8 grid grid-cols-[minmax(0,1fr)_324px] gap-x-[72px] gap-y-10 @max-[900px]/page:grid-cols-1">
        <Section title="Progress">
          <div className="flex gap-12">
            <Skeleton width={120} isLarge />
            <Skeleton width={140} isLarge />
          </div>
        </Section>
        <Section title="What happened">
          <div className="flex flex-col gap-7">
            <Skeleton width="80%" />
            <Skeleton width="64%" />
            <Skeleton width="72%" />
          </div>
        </Section>
      </div>
    </>
  );
}
