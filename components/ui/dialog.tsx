'use client';

import { Dialog as BaseDialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { Button } from './button.tsx';
import { cn } from './class-names.ts';
import { InDialogContext } from './popup-container.ts';

/** Asks one thing. Closing it gives the focus back to what opened it. */
export const Dialog = BaseDialog.Root;

interface DialogContentProps {
  readonly title: ReactNode;
  readonly description?: ReactNode;
  readonly children?: ReactNode;
  /** The buttons, the confirming one last; see `DialogFooter`. */
  readonly footer?: ReactNode;
  /** Gets the focus first: the confirming button, or Cancel where something is lost. */
  readonly initialFocus?: ComponentProps<typeof BaseDialog.Popup>['initialFocus'];
  readonly finalFocus?: ComponentProps<typeof BaseDialog.Popup>['finalFocus'];
  readonly className?: string;
}

/** In the middle of the page, on a phone a sheet from below. Title and buttons stay while the middle scrolls. */
export function DialogContent(props: DialogContentProps) {
  const { title, description, children, footer, initialFocus, finalFocus, className } = props;
  return (
    <BaseDialog.Portal>
      <BaseDialog.Backdrop className="fade-in-out fixed inset-0 z-20 min-h-dvh bg-scrim" />
      <BaseDialog.Viewport className="fixed inset-0 z-20 grid place-items-center p-6 max-md:place-items-end max-md:p-0 max-md:pt-10">
        <BaseDialog.Popup
          initialFocus={initialFocus}
          finalFocus={finalFocus}
          className={cn(
            'fade-in-out relative flex max-h-full w-[616px] max-w-full flex-col overflow-hidden rounded-xl bg-overlay shadow-3 outline-none',
            'data-ending-style:scale-[0.98] data-starting-style:scale-[0.98]',
            'max-md:w-full max-md:rounded-b-none max-md:data-ending-style:translate-y-4 max-md:data-ending-style:scale-100 max-md:data-starting-style:translate-y-4 max-md:data-starting-style:scale-100',
            className,
          )}
        >
          <header className="pt-6 pr-16 pl-7 max-md:pt-5 max-md:pl-[18px]">
            <BaseDialog.Title className="text-xl font-bold text-balance">{title}</BaseDialog.Title>
            {description !== undefined && (
              <BaseDialog.Description className="mt-1 text-pretty text-ink-2">{description}</BaseDialog.Description>
            )}
          </header>
          {children !== undefined && (
            <div className="min-h-0 overflow-y-auto px-7 pt-[22px] pb-1 max-md:px-[18px] max-md:py-4">
              <InDialogContext value>{children}</InDialogContext>
            </div>
          )}
          {footer}
          {/* Last in the order of keys: a dialog begins with what it asks. */}
          <BaseDialog.Close
            render={
              <Button
                variant="quiet"
                size="small"
                isIcon
                aria-label="Close"
                className="absolute top-5 right-5 max-md:top-3.5 max-md:right-2"
              >
                <X aria-hidden />
              </Button>
            }
          />
        </BaseDialog.Popup>
      </BaseDialog.Viewport>
    </BaseDialog.Portal>
  );
}

/** `aside` stands at the left: a link to another way. On a phone all are stacked, the confirming button on top. */
export function DialogFooter({ aside, children }: { readonly aside?: ReactNode; readonly children: ReactNode }) {
  return (
    <footer className="flex items-center justify-end gap-2.5 px-7 pt-[22px] pb-6 max-md:flex-col-reverse max-md:items-stretch max-md:border-t max-md:border-line max-md:px-[18px] max-md:pt-3.5 max-md:pb-5">
      {aside !== undefined && <div className="mr-auto max-md:mr-0 max-md:p-2 max-md:text-center">{aside}</div>}
      {children}
    </footer>
  );
}

/** A button that closes the dialog, by default **Cancel**. */
export function DialogCloseButton({ children = 'Cancel', ...props }: ComponentProps<typeof Button>) {
  return <BaseDialog.Close render={<Button {...props}>{children}</Button>} />;
}
