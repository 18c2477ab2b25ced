'use client';

import { Dialog as BaseDialog } from '@base-ui/react/dialog';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from './class-names.ts';
import { useMediaQuery } from './use-media-query.ts';

/** From here up there is room for the page beside the panel; the same as the `xl` breakpoint. */
const roomBeside = '(min-width: 75rem)';

interface SidePanelProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly label: string;
  readonly children: ReactNode;
  readonly finalFocus?: ComponentProps<typeof BaseDialog.Popup>['finalFocus'];
  readonly initialFocus?: ComponentProps<typeof BaseDialog.Popup>['initialFocus'];
}

/**
 * A panel at the right. On a wide screen the page beside it stays in use and makes room (`besidePanel`); else it
 * lies over the page and keeps the keyboard, and on a phone it fills the screen. Esc closes it.
 */
export function SidePanel({ isOpen, onClose, label, children, initialFocus, finalFocus }: SidePanelProps) {
  const isBeside = useMediaQuery(roomBeside);
  return (
    <BaseDialog.Root
      open={isOpen}
      onOpenChange={(next) => (next ? undefined : onClose())}
      modal={!isBeside}
      disablePointerDismissal={isBeside}
    >
      <BaseDialog.Portal>
        {!isBeside && <BaseDialog.Backdrop className="fade-in-out fixed inset-0 z-10 min-h-dvh bg-scrim" />}
        <BaseDialog.Popup
          aria-label={label}
          initialFocus={initialFocus}
          finalFocus={finalFocus}
          data-page-panel={isBeside ? '' : undefined}
          className={cn(
            'fade-in-out fixed top-14 right-0 bottom-0 z-4 flex w-[800px] flex-col bg-raised shadow-panel outline-none',
            'data-ending-style:translate-x-4 data-starting-style:translate-x-4',
            'max-xl:top-0 max-xl:z-10 max-xl:w-[min(720px,100%)] max-md:w-full',
          )}
        >
          {children}
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}

/** For a page whose panel is open: it gives way to the panel's width, and is measured anew. */
export const besidePanel =
  'xl:data-panel-open:mr-[calc(828px-max(var(--page-gutter),(100vw-var(--page-max))/2))] @container/page';
