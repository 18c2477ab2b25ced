import { Button as BaseButton } from '@base-ui/react/button';
import { type VariantProps, cva } from 'class-variance-authority';
import type { ComponentProps } from 'react';
import { cn } from './class-names.ts';
import { HoverLink } from './hover-link.tsx';

/** How every pressable thing looks; for triggers of menus and dialogs that bring their own element. */
export const buttonClasses = cva(
  [
    'inline-flex shrink-0 items-center justify-center gap-2 rounded-md border font-medium whitespace-nowrap select-none',
    'transition-[background-color,border-color,color]',
    '[&_svg]:-ml-0.5 [&_svg]:size-4 [&_svg]:shrink-0',
    'data-disabled:cursor-default data-disabled:border-line-strong data-disabled:bg-transparent data-disabled:text-ink-off data-disabled:shadow-none data-disabled:[&_svg]:text-ink-off',
  ],
  {
    variants: {
      variant: {
        primary: 'border-transparent bg-primary text-on-primary hover:bg-primary-hover',
        secondary:
          'border-line-strong bg-raised text-ink shadow-1 hover:bg-hover active:bg-pressed data-popup-open:bg-hover [&_svg]:text-ink-3',
        quiet:
          'border-transparent bg-transparent text-ink-2 hover:bg-hover hover:text-ink active:bg-pressed data-disabled:border-transparent data-popup-open:bg-hover [&_svg]:text-ink-3',
        destructive: 'border-transparent bg-failed-text text-on-primary hover:bg-failed-text/90',
      },
      size: { medium: 'h-(--control) px-3.5', small: 'h-(--control-small) px-[11px] text-sm' },
      isIcon: { true: 'px-0 [&_svg]:ml-0', false: '' },
    },
    compoundVariants: [
      { isIcon: true, size: 'medium', class: 'w-(--control)' },
      { isIcon: true, size: 'small', class: 'w-(--control-small)' },
    ],
    defaultVariants: { variant: 'secondary', size: 'medium', isIcon: false },
  },
);

type Look = VariantProps<typeof buttonClasses>;

interface ButtonProps extends Omit<ComponentProps<typeof BaseButton>, 'className'>, Look {
  readonly className?: string;
  /** While what it started is under way: it can't be pressed again, but keeps the focus. */
  readonly isPending?: boolean;
}

export function Button({ variant, size, isIcon, className, isPending = false, disabled, ...props }: ButtonProps) {
  return (
    <BaseButton
      type="button"
      aria-busy={isPending || undefined}
      focusableWhenDisabled={isPending}
      disabled={isPending || disabled}
      className={cn(buttonClasses({ variant, size, isIcon }), className)}
      {...props}
    />
  );
}

interface ButtonLinkProps extends ComponentProps<typeof HoverLink>, Look {}

/** A link that looks like a button: it goes somewhere. */
export function ButtonLink({ variant, size, isIcon, className, ...props }: ButtonLinkProps) {
  return <HoverLink className={cn(buttonClasses({ variant, size, isIcon }), className)} {...props} />;
}
