'use client';

import { Field as BaseField } from '@base-ui/react/field';
import type { ComponentProps } from 'react';
import { cn } from './class-names.ts';
import { controlClasses } from './control-classes.ts';

interface InputProps extends Omit<ComponentProps<typeof BaseField.Control>, 'className'> {
  readonly className?: string;
}

/** A text input; inside a `Field` it is joined to its label, description and error. */
export function Input({ className, ...props }: InputProps) {
  return <BaseField.Control className={cn(controlClasses, className)} {...props} />;
}
