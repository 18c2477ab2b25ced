'use client';

import { Field as BaseField } from '@base-ui/react/field';
import type { ComponentProps } from 'react';
import { cn } from './class-names.ts';
import { controlClasses } from './control-classes.ts';

interface TextareaProps extends Omit<ComponentProps<'textarea'>, 'className'> {
  readonly className?: string;
}

/** A text of several lines; inside a `Field` it is joined to its label, description and error. */
export function Textarea({ className, ...props }: TextareaProps) {
  return (
    <BaseField.Control
      render={<textarea {...props} className={cn(controlClasses, 'block h-auto min-h-(--control) py-2', className)} />}
    />
  );
}
