'use client';

import { useEffect, useEffectEvent } from 'react';

/** True while somebody writes or a menu has the keys: then single letters belong to them. */
function belongsElsewhere(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.closest('input:not([type=checkbox], [type=radio]), textarea, select, [role=menu], [role=listbox]') !== null
  );
}

function isBehindDialog(target: EventTarget | null): boolean {
  const isInDialog = target instanceof HTMLElement && target.closest('[role=dialog]') !== null;
  return !isInDialog && document.querySelector('[role=dialog][data-open]:not([data-page-panel])') !== null;
}

/**
 * Calls `onPress` when the key is pressed anywhere on the page, without Ctrl, Alt or Meta, except while somebody
 * writes or a dialog lies over the page. A non-modal panel marks itself with `data-page-panel`.
 */
export function useHotkey(key: string, onPress: () => void): void {
  const press = useEffectEvent(onPress);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== key.toLowerCase() || event.defaultPrevented) return;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (belongsElsewhere(event.target) || isBehindDialog(event.target)) return;
      event.preventDefault();
      press();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [key]);
}
