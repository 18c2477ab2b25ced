'use client';

import { type ReactNode, createContext, use, useEffect, useMemo, useState } from 'react';
import { Dialog, DialogContent } from '#components/ui/dialog.tsx';
import { Kbd } from '#components/ui/kbd.tsx';
import { useHotkey } from './use-hotkey.ts';

export interface Shortcut {
  readonly keys: readonly string[];
  readonly text: string;
}

interface Shortcuts {
  readonly open: () => void;
  readonly add: (shortcuts: readonly Shortcut[]) => () => void;
}

const ShortcutsContext = createContext<Shortcuts>({ open: () => undefined, add: () => () => undefined });

const everywhere: readonly Shortcut[] = [
  { keys: ['?'], text: 'Show the keys' },
  { keys: ['Esc'], text: 'Close what lies on top' },
];

/** Keeps the list of keys: those of every page, and those that the page in view adds. `?` shows them. */
export function ShortcutsProvider({ children }: { readonly children: ReactNode }) {
  const [isOpen, setIsOpen] = useState(false);
  const [added, setAdded] = useState<readonly (readonly Shortcut[])[]>([]);
  const value = useMemo<Shortcuts>(
    () => ({
      open: () => setIsOpen(true),
      add: (shortcuts) => {
        setAdded((before) => [...before, shortcuts]);
        return () => setAdded((before) => before.filter((group) => group !== shortcuts));
      },
    }),
    [],
  );
  useHotkey('?', () => setIsOpen(true));
  return (
    <ShortcutsContext value={value}>
      {children}
      <Dialog open={isOpen} onOpenChange={setIsOpen}>
        <DialogContent title="Keys" className="w-[440px]">
          <ShortcutList shortcuts={[...added.flat(), ...everywhere]} />
        </DialogContent>
      </Dialog>
    </ShortcutsContext>
  );
}

function ShortcutList({ shortcuts }: { readonly shortcuts: readonly Shortcut[] }) {
  return (
    <dl className="pb-5">
      {shortcuts.map(({ keys, text }) => (
        <div key={text} className="flex min-h-10 items-center gap-4 border-b border-line last:border-0">
          <dt className="flex-1">{text}</dt>
          <dd className="flex gap-1">
            {keys.map((key) => (
              <Kbd key={key}>{key}</Kbd>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Opens the list of keys. */
export function useShowShortcuts(): () => void {
  return use(ShortcutsContext).open;
}

/** Lists a page's keys in the dialog while it is in view; `shortcuts` is a constant. The keys themselves are `useHotkey`'s. */
export function useShortcutList(shortcuts: readonly Shortcut[]): void {
  const { add } = use(ShortcutsContext);
  useEffect(() => add(shortcuts), [add, shortcuts]);
}
