'use client';

import { Field as BaseField } from '@base-ui/react/field';
import type { ComponentProps } from 'react';
import { cn } from './class-names.ts';

/** Inputs wear the focus ring on their border. */
export const controlClasses = cn(
  'flex h-(--control) w-full items-center gap-2 rounded-md border border-line-control bg-raised px-[11px] text-ink',
  'focus-within:border-transparent focus-within:outline-2 focus-within:-outline-offset-1 focus-within:outline-ring focus-visible:-outline-offset-1',
  'aria-invalid:border-failed data-invalid:border-failed',
  'disabled:border-line-strong disabled:bg-transparent disabled:text-ink-off data-disabled:border-line-strong data-disabled:text-ink-off',
);

interface InputProps extends Omit<ComponentProps<typeof BaseField.Control>, 'className'> {
  readonly className?: string;
}

/** A text input; inside a `Field` it is joined to its label, description and error. */
export function Input({ className, ...props }: InputProps) {
  return <BaseField.Control className={cn(controlClasses, className)} {...props} />;
}

export function Textarea({ className, ...props }: ComponentProps<'textarea'>) {
  return (
    <BaseField.Control
      className={cn(controlClasses, 'block h-auto min-h-24 py-2', className)}
      render={<textarea {...props} />}
    />
  );
}
