'use client';

import { createContext, use } from 'react';

/** True inside a dialog, which lies over the page's main landmark. */
export const InDialogContext = createContext(false);

/**
 * Where menus and lists of choices hang: in the page's main landmark, as everything on a page has to lie in one. The
 * body in a dialog, where there is no landmark, and on the server, where nothing is open.
 */
export function usePopupContainer(): HTMLElement | undefined {
  const isInDialog = use(InDialogContext);
  return isInDialog || typeof document === 'undefined' ? undefined : (document.getElementById('main') ?? undefined);
}
