import type { Metadata } from 'next';
import { ButtonLink } from '#components/ui/button.tsx';

export const metadata: Metadata = { title: 'No such batch' };

export default function BatchNotFound() {
  return (
    <div className="max-w-[620px] pt-[72px] max-md:pt-8">
      <h1 className="text-2xl font-bold">There is no such batch</h1>
      <p className="mt-2.5 text-lg leading-[26px] text-pretty text-ink-2">
        It was deleted, or the address is not complete. Nothing else is affected.
      </p>
      <p className="mt-[26px]">
        <ButtonLink href="/batches" variant="primary">
          All batches
        </ButtonLink>
      </p>
    </div>
  );
}
