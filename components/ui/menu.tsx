'use client';

import { Menu as BaseMenu } from '@base-ui/react/menu';
import { Check } from 'lucide-react';
import Link from 'next/link';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from './class-names.ts';

/** A list of actions behind a button: `<MenuTrigger render={<Button>…</Button>} />`. */
export const Menu = BaseMenu.Root;
export const MenuTrigger = BaseMenu.Trigger;

export const popupClasses = cn(
  'fade-in-out max-h-(--available-height) min-w-(--anchor-width) origin-(--transform-origin) overflow-y-auto rounded-lg border border-line-strong bg-overlay p-1 shadow-2 outline-none dark:border-transparent',
  'data-ending-style:scale-[0.98] data-starting-style:scale-[0.98]',
);

export const popupItemClasses = cn(
  'flex min-h-9 w-full items-center gap-2.5 rounded-md px-2.5 py-1.5 text-ink outline-none select-none',
  'data-disabled:text-ink-off data-highlighted:bg-hover max-md:min-h-11 dark:data-highlighted:bg-pressed',
  '[&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-ink-3',
);

interface MenuContentProps {
  readonly children: ReactNode;
  readonly align?: ComponentProps<typeof BaseMenu.Positioner>['align'];
  readonly className?: string;
}

export function MenuContent({ children, align = 'end', className }: MenuContentProps) {
  return (
    <BaseMenu.Portal>
      <BaseMenu.Positioner align={align} sideOffset={6} className="z-30 outline-none">
        <BaseMenu.Popup className={cn(popupClasses, 'min-w-44', className)}>{children}</BaseMenu.Popup>
      </BaseMenu.Positioner>
    </BaseMenu.Portal>
  );
}

interface MenuItemProps extends Omit<ComponentProps<typeof BaseMenu.Item>, 'className'> {
  readonly className?: string;
  readonly isDestructive?: boolean;
}

export function MenuItem({ className, isDestructive = false, ...props }: MenuItemProps) {
  return (
    <BaseMenu.Item
      className={cn(popupItemClasses, isDestructive && 'text-failed-text [&_svg]:text-failed-text', className)}
      {...props}
    />
  );
}

export function MenuLink({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  return (
    <BaseMenu.LinkItem className={popupItemClasses} render={<Link href={href} />} closeOnClick>
      {children}
    </BaseMenu.LinkItem>
  );
}

export function MenuSeparator() {
  return <BaseMenu.Separator className="mx-2.5 my-1 h-px bg-line" />;
}

interface MenuRadioOption {
  readonly value: string;
  readonly label: string;
  readonly icon?: ReactNode;
}

interface MenuRadioGroupProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly options: readonly MenuRadioOption[];
}

/** One of a few settings; the chosen one has a tick. */
export function MenuRadioGroup({ value, onChange, options }: MenuRadioGroupProps) {
  return (
    <BaseMenu.RadioGroup value={value} onValueChange={onChange}>
      {options.map((option) => (
        <BaseMenu.RadioItem key={option.value} value={option.value} closeOnClick className={popupItemClasses}>
          {option.icon}
          <span className="mr-4">{option.label}</span>
          <BaseMenu.RadioItemIndicator className="ml-auto flex">
            <Check aria-hidden />
          </BaseMenu.RadioItemIndicator>
        </BaseMenu.RadioItem>
      ))}
    </BaseMenu.RadioGroup>
  );
}
