import { cn } from '#components/ui/class-names.ts';
import { parsePlaces } from '#lib/tables/template/parse-places.ts';

interface PlacesBehindProps {
  readonly value: string;
  readonly columns: readonly string[];
}

/** Paints a ground behind each place. It lies behind the text and adds no width, so that both stay together. */
export function PlacesBehind({ value, columns }: PlacesBehindProps) {
  const places = parsePlaces(value, columns).filter((piece) => piece.kind === 'place');
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute inset-0 overflow-hidden rounded-md border border-transparent bg-raised px-[11px] py-2 text-[15px] leading-6 wrap-anywhere whitespace-pre-wrap text-transparent"
    >
      {places.map(({ start, end, isKnown }, at) => (
        <span key={start}>
          {value.slice(places[at - 1]?.end ?? 0, start)}
          <span className={cn('rounded-sm', isKnown ? 'bg-primary-soft' : 'bg-failed-soft outline-1 outline-failed')}>
            {value.slice(start, end)}
          </span>
        </span>
      ))}
      {value.slice(places.at(-1)?.end ?? 0)}
    </div>
  );
}
