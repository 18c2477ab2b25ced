import type { Metadata } from 'next';
import { TopBar } from '#components/layout/top-bar.tsx';
import { ButtonLink } from '#components/ui/button.tsx';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <>
      <TopBar />
      <main className="page-frame pt-[104px] pb-[72px]">
        <h1 className="text-2xl font-bold">There is nothing at this address</h1>
        <p className="mt-2.5 max-w-[620px] text-lg leading-[26px] text-ink-2">
          The batch may have been deleted, or the address was cut off when it was copied.
        </p>
        <div className="mt-[26px]">
          <ButtonLink href="/batches" variant="primary">
            Go to the batches
          </ButtonLink>
        </div>
      </main>
    </>
  );
}
