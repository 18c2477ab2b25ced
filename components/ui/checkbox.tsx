'use client';

import { Checkbox as BaseCheckbox } from '@base-ui/react/checkbox';
import { Check, Minus } from 'lucide-react';
import type { ComponentProps } from 'react';
import { cn } from './class-names.ts';

interface CheckboxProps extends Omit<ComponentProps<typeof BaseCheckbox.Root>, 'className'> {
  readonly className?: string;
}

/** A tick box. Wrap it in a `<label>`, or give it an `aria-label`. `indeterminate` shows a dash. */
export function Checkbox({ className, indeterminate, ...props }: CheckboxProps) {
  return (
    <BaseCheckbox.Root
      indeterminate={indeterminate}
      className={cn(
        'relative grid size-4 shrink-0 place-items-center rounded-xs border border-line-control bg-raised text-on-primary transition-[background-color,border-color]',
        "after:absolute after:-inset-2.5 after:content-['']",
        'data-checked:border-primary data-checked:bg-primary data-indeterminate:border-primary data-indeterminate:bg-primary',
        'data-disabled:border-line-strong data-disabled:bg-transparent',
        className,
      )}
      {...props}
    >
      <BaseCheckbox.Indicator className="grid">
        {indeterminate === true ? (
          <Minus aria-hidden strokeWidth={3} className="size-3" />
        ) : (
          <Check aria-hidden strokeWidth={3} className="size-3" />
        )}
      </BaseCheckbox.Indicator>
    </BaseCheckbox.Root>
  );
}
