import { useFormat } from '#components/ui/reader.tsx';

export interface Space {
  readonly usedBytes: number;
  /** Null for as much as there is room for. */
  readonly limitBytes: number | null;
}

/** How much the files of a workspace take: "1.2 GB of 10 GB". */
export function SpaceUsed({ usedBytes, limitBytes }: Space) {
  const format = useFormat();
  const of = limitBytes === null ? '' : ` of ${format.bytes(limitBytes)}`;
  return <span className="min-w-24 text-right whitespace-nowrap text-ink-2">{`${format.bytes(usedBytes)}${of}`}</span>;
}
