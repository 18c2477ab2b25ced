'use client';

import { Select as BaseSelect } from '@base-ui/react/select';
import { Check, ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { buttonClasses } from './button.tsx';
import { cn } from './class-names.ts';
import { controlClasses } from './control-classes.ts';
import { popupClasses, popupItemClasses } from './popup-classes.ts';
import { usePopupContainer } from './popup-container.ts';

export interface SelectOption<Value extends string> {
  readonly value: Value;
  readonly label: string;
  /** A quieter second line in the list. */
  readonly note?: ReactNode;
  readonly isDisabled?: boolean;
}

interface SelectProps<Value extends string> {
  readonly value: Value | null;
  readonly onChange: (value: Value) => void;
  readonly options: readonly SelectOption<Value>[];
  /** Accessible name; not needed inside a `Field`. */
  readonly label?: string;
  /** `control` looks like an input, `button` like a quiet menu that says its value. */
  readonly look?: 'control' | 'button';
  readonly placeholder?: string;
  readonly className?: string;
  readonly isDisabled?: boolean;
  readonly name?: string;
}

/** Chooses one of a few. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { value, onChange, options, label, look = 'control', placeholder, className, isDisabled, name } = props;
  const classes = look === 'control' ? controlClasses : buttonClasses({ variant: 'secondary' });
  return (
    <BaseSelect.Root
      items={options}
      value={value}
      name={name}
      disabled={isDisabled}
      onValueChange={(next) => {
        if (next !== null) onChange(next);
      }}
    >
      <BaseSelect.Trigger
        aria-label={label}
        className={cn(classes, 'justify-between text-left [&_svg]:-mr-1 [&_svg]:ml-0 [&_svg]:text-ink-3', className)}
      >
        <BaseSelect.Value className="min-w-0 truncate data-placeholder:text-ink-3" placeholder={placeholder} />
        <BaseSelect.Icon className="flex">
          <ChevronDown aria-hidden className="size-4" />
        </BaseSelect.Icon>
      </BaseSelect.Trigger>
      <SelectList options={options} />
    </BaseSelect.Root>
  );
}

function SelectList<Value extends string>({ options }: { readonly options: readonly SelectOption<Value>[] }) {
  return (
    <BaseSelect.Portal container={usePopupContainer()}>
      <BaseSelect.Positioner sideOffset={6} alignItemWithTrigger={false} align="start" className="z-30 outline-none">
        <BaseSelect.Popup className={popupClasses}>
          <BaseSelect.List>
            {options.map((option) => (
              <BaseSelect.Item
                key={option.value}
                value={option.value}
                disabled={option.isDisabled}
                className={cn(popupItemClasses, 'justify-between gap-6')}
              >
                <div className="min-w-0">
                  <BaseSelect.ItemText>{option.label}</BaseSelect.ItemText>
                  {option.note !== undefined && <div className="text-sm text-ink-3">{option.note}</div>}
                </div>
                <BaseSelect.ItemIndicator className="flex">
                  <Check aria-hidden />
                </BaseSelect.ItemIndicator>
              </BaseSelect.Item>
            ))}
          </BaseSelect.List>
        </BaseSelect.Popup>
      </BaseSelect.Positioner>
    </BaseSelect.Portal>
  );
}
