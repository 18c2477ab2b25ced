'use client';

import dynamic from 'next/dynamic';
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import { useHotkey } from '#components/ui/use-hotkey.ts';
import type { Shortcut } from './shortcut.ts';

interface Shortcuts {
  readonly open: () => void;
  readonly add: (shortcuts: readonly Shortcut[]) => () => void;
}

const ShortcutsContext = createContext<Shortcuts>({ open: () => undefined, add: () => () => undefined });

/** Loaded when it is opened first: few people ever do. */
const ShortcutsDialog = dynamic(async () => (await import('./shortcuts-dialog.tsx')).ShortcutsDialog, { ssr: false });

const everywhere: readonly Shortcut[] = [
  { keys: ['?'], text: 'Show the keys' },
  { keys: ['Esc'], text: 'Close what lies on top' },
];

/** Keeps the list of keys: those of every page, and those that the page in view adds. `?` shows them. */
export function ShortcutsProvider({ children }: { readonly children: ReactNode }) {
  const [isOpen, setIsOpen] = useState(false);
  const [isWanted, setIsWanted] = useState(false);
  const [added, setAdded] = useState<readonly (readonly Shortcut[])[]>([]);
  const value = useMemo<Shortcuts>(
    () => ({
      open: () => {
        setIsWanted(true);
        setIsOpen(true);
      },
      add: (shortcuts) => {
        setAdded((before) => [...before, shortcuts]);
        return () => setAdded((before) => before.filter((group) => group !== shortcuts));
      },
    }),
    [],
  );
  useHotkey('?', value.open);
  return (
    <ShortcutsContext value={value}>
      {children}
      {isWanted && (
        <ShortcutsDialog isOpen={isOpen} onOpenChange={setIsOpen} shortcuts={[...added.flat(), ...everywhere]} />
      )}
    </ShortcutsContext>
  );
}

/** Opens the list of keys. */
export function useShowShortcuts(): () => void {
  return use(ShortcutsContext).open;
}

/**
 * Lists a page's keys in the dialog while it is in view; `shortcuts` is a constant. The keys themselves are
 * `useHotkey`'s.
 */
export function useShortcutList(shortcuts: readonly Shortcut[]): void {
  const { add } = use(ShortcutsContext);
  useEffect(() => add(shortcuts), [add, shortcuts]);
}
