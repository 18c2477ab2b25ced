'use client';

import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import type { ReactNode } from 'react';
import { cn } from './class-names.ts';

export interface RadioCard<Value extends string> {
  readonly value: Value;
  readonly title: ReactNode;
  readonly text?: ReactNode;
}

interface RadioCardsProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly cards: readonly RadioCard<Value>[];
  /** Columns other than three: `md:grid-cols-2`. */
  readonly className?: string;
}

/** A few ways to go on, side by side in one frame, each with a sentence. */
export function RadioCards<Value extends string>(props: RadioCardsProps<Value>) {
  const { label, value, onChange, cards, className } = props;
  return (
    <RadioGroup
      aria-label={label}
      value={value}
      onValueChange={onChange}
      className={cn(
        'grid divide-line-strong overflow-hidden rounded-lg border border-line-strong bg-raised max-md:divide-y md:grid-cols-3 md:divide-x',
        className,
      )}
    >
      {cards.map((card) => (
        <label
          key={card.value}
          className="flex cursor-pointer items-start gap-2.5 p-4 transition-colors hover:bg-hover has-data-checked:bg-selected"
        >
          <Radio.Root
            value={card.value}
            className="mt-0.5 grid size-4 shrink-0 place-items-center rounded-full border border-line-control bg-raised data-checked:border-[5px] data-checked:border-primary"
          />
          <span className="min-w-0">
            <span className="block font-medium">{card.title}</span>
            {card.text !== undefined && <span className="mt-0.5 block text-sm text-ink-2">{card.text}</span>}
          </span>
        </label>
      ))}
    </RadioGroup>
  );
}
