import { ButtonLink } from '#components/ui/button.tsx';

/** In the place of a batch that does not exist, or does not any more. */
export function BatchGone() {
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
