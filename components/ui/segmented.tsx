'use client';

import { Toggle } from '@base-ui/react/toggle';
import { ToggleGroup } from '@base-ui/react/toggle-group';

interface SegmentedProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
}

/** Two or three views of the same thing; one of them is always on. */
export function Segmented<Value extends string>({ label, value, onChange, options }: SegmentedProps<Value>) {
  return (
    <ToggleGroup
      aria-label={label}
      value={[value]}
      onValueChange={([next]) => {
        if (next !== undefined) onChange(next);
      }}
      className="inline-flex rounded-md bg-sunken p-0.5"
    >
      {options.map((option) => (
        <Toggle
          key={option.value}
          value={option.value}
          className="rounded-[6px] border border-transparent px-2.5 py-0.5 text-sm font-label text-ink-2 hover:text-ink data-pressed:border-line-strong data-pressed:bg-raised data-pressed:text-ink data-pressed:shadow-1 max-md:py-2"
        >
          {option.label}
        </Toggle>
      ))}
    </ToggleGroup>
  );
}
