'use client';

import { Field as BaseField } from '@base-ui/react/field';
import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './class-names.ts';

interface FieldProps {
  readonly label: ReactNode;
  /** Beside the label, and no part of it: "one a line". */
  readonly note?: ReactNode;
  /** Why the value can't be taken; the input is marked and it is announced. */
  readonly error?: string | null;
  readonly description?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}

/** A label over its input (`Input`, `Textarea`, `Select`), with a description and the error below. */
export function Field({ label, note, error = null, description, children, className }: FieldProps) {
  return (
    <BaseField.Root invalid={error !== null} className={cn('flex flex-col gap-1.5', className)}>
      <div className="flex flex-wrap items-baseline gap-x-1.5">
        <BaseField.Label className="w-fit font-medium">{label}</BaseField.Label>
        {note !== undefined && <span className="text-ink-3">{note}</span>}
      </div>
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
