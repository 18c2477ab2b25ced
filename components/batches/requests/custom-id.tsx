import { cutMiddle } from '#components/ui/cut-middle.ts';

const maxShown = 120;

interface CustomIdProps {
  readonly customId: string;
  /** What was searched for: its place is marked. */
  readonly search?: string;
}

/** A custom_id as text, cut in the middle when it is very long: its ends tell it apart. */
export function CustomId({ customId, search = '' }: CustomIdProps) {
  const shown = cutMiddle(customId, maxShown);
  const at = search === '' ? -1 : shown.toLowerCase().indexOf(search.toLowerCase());
  if (at < 0) return <>{shown}</>;
  const end = at + search.length;
  return (
    <>
      {shown.slice(0, at)}
      <mark className="rounded-[2px] bg-primary-soft text-primary-text shadow-[0_0_0_1px_var(--primary-soft)]">
        {shown.slice(at, end)}
      </mark>
      {shown.slice(end)}
    </>
  );
}
