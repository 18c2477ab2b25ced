'use client';

import { Field as BaseField } from '@base-ui/react/field';
import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './class-names.ts';

interface FieldProps {
  readonly label: ReactNode;
  /** Why the value can't be taken; the input is marked and it is announced. */
  readonly error?: string | null;
  readonly description?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}

/** A label over its input (`Input`, `Textarea`, `Select`), with a description and the error below. */
export function Field({ label, error = null, description, children, className }: FieldProps) {
  return (
    <BaseField.Root invalid={error !== null} className={cn('flex flex-col gap-1.5', className)}>
      <BaseField.Label className="w-fit font-medium">{label}</BaseField.Label>
      {children}
      {error !== null && (
        <BaseField.Error match role="alert" className="flex items-start gap-1.5 text-sm text-failed-text">
          <CircleAlert aria-hidden className="mt-px size-4 shrink-0" />
          {error}
        </BaseField.Error>
      )}
      {description !== undefined && (
        <BaseField.Description className="text-sm text-ink-3">{description}</BaseField.Description>
      )}
    </BaseField.Root>
  );
}
