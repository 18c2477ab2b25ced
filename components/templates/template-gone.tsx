import { ButtonLink } from '#components/ui/button.tsx';

/** In the place of a template, or of a version of one, that does not exist. */
export function TemplateGone() {
  return (
    <div className="max-w-[620px] pt-[72px] max-md:pt-8">
      <h1 className="text-2xl font-bold">There is no such template</h1>
      <p className="mt-2.5 text-lg leading-[26px] text-pretty text-ink-2">
        It was deleted, or the address is not complete. Batches that it made are as they were.
      </p>
      <p className="mt-[26px]">
        <ButtonLink href="/templates" variant="primary">
          All templates
        </ButtonLink>
      </p>
    </div>
  );
}
