'use client';

import { Field as BaseField } from '@base-ui/react/field';
import { Search, X } from 'lucide-react';
import { type ComponentProps, useRef } from 'react';
import { useHotkey } from '../layout/use-hotkey.ts';
import { cn } from './class-names.ts';
import { Kbd } from './kbd.tsx';

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

interface SearchFieldProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly className?: string;
}

/** A search whose `/` key reaches it from anywhere on the page; Esc empties it. */
export function SearchField({ label, placeholder, value, onChange, className }: SearchFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  useHotkey('/', () => input.current?.focus());
  const clear = () => {
    onChange('');
    input.current?.focus();
  };
  return (
    <div className={cn(controlClasses, className)}>
      <Search aria-hidden className="size-4 shrink-0 text-ink-3" />
      <input
        ref={input}
        type="search"
        aria-label={label}
        placeholder={placeholder}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && value !== '') clear();
        }}
        className="min-w-0 flex-1 bg-transparent outline-none [&::-webkit-search-cancel-button]:hidden"
      />
      {value === '' ? (
        <Kbd className="max-md:hidden">/</Kbd>
      ) : (
        <button
          type="button"
          aria-label="Clear search"
          onClick={clear}
          className="-mr-1 grid size-6 shrink-0 place-items-center rounded-sm text-ink-3 hover:text-ink"
        >
          <X aria-hidden className="size-4" />
        </button>
      )}
    </div>
  );
}
