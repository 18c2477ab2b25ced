import { ChevronLeft } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from './class-names.ts';
import { HoverLink } from './hover-link.tsx';

const textLinkClasses =
  'rounded-xs font-medium text-primary-text underline-offset-3 hover:underline max-md:inline-block';

/** A link within text. */
export function TextLink({ className, ...props }: ComponentProps<typeof HoverLink>) {
  return <HoverLink className={cn(textLinkClasses, className)} {...props} />;
}

/** A button within text: it does something here and leads nowhere. */
export function TextButton({ className, ...props }: Omit<ComponentProps<'button'>, 'type'>) {
  return <button {...props} type="button" className={cn(textLinkClasses, 'text-left', className)} />;
}

/** Up to the list that a page belongs to; stands above its title. */
export function BackLink({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  return (
    <HoverLink
      href={href}
      className="-mt-2 mb-2.5 -ml-1 inline-flex items-center gap-1 rounded-xs text-sm text-ink-3 hover:text-ink"
    >
      <ChevronLeft aria-hidden className="size-3.5" />
      {children}
    </HoverLink>
  );
}
