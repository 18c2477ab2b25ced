'use client';

import { Tooltip as BaseTooltip } from '@base-ui/react/tooltip';
import type { ReactElement, ReactNode } from 'react';

export const TooltipProvider = BaseTooltip.Provider;

interface TooltipProps {
  readonly content: ReactNode;
  /** One element that can have the focus; it needs an accessible name of its own. */
  readonly children: ReactElement<Record<string, unknown>>;
  readonly side?: 'top' | 'bottom' | 'left' | 'right';
}

/** More exact words on hover and focus. Never the only place of what a person needs. */
export function Tooltip({ content, children, side = 'top' }: TooltipProps) {
  return (
    <BaseTooltip.Root>
      <BaseTooltip.Trigger render={children} />
      <BaseTooltip.Portal>
        <BaseTooltip.Positioner side={side} sideOffset={6} className="z-30">
          <BaseTooltip.Popup className="fade-in-out max-w-80 rounded-md border border-line-strong bg-overlay px-2.5 py-1.5 text-sm text-ink-2 shadow-2 dark:border-transparent">
            {content}
          </BaseTooltip.Popup>
        </BaseTooltip.Positioner>
      </BaseTooltip.Portal>
    </BaseTooltip.Root>
  );
}
