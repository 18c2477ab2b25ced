'use client';

import { Check, Copy, X } from 'lucide-react';
import { useState } from 'react';
import { cn } from './class-names.ts';
import { useDelay } from './use-delay.ts';

interface CopyButtonProps {
  readonly text: string;
  /** What is copied, for its accessible name: "Copy job id". */
  readonly label: string;
  readonly className?: string;
}

const shownMs = 2500;

const icons = { idle: Copy, copied: Check, refused: X };

const words = { copied: 'Copied', refused: 'The browser did not allow it. Select the text and copy it yourself.' };

const refusedClasses =
  'absolute top-full right-0 z-5 mt-1 w-max max-w-56 rounded-md border border-line-strong bg-overlay px-2.5 py-1.5 text-left text-sm text-ink-2 shadow-2';

/** Copies a text and says so for two seconds. */
export function CopyButton({ text, label, className }: CopyButtonProps) {
  const [said, setSaid] = useState<'copied' | 'refused' | null>(null);
  const delay = useDelay();

  const say = (next: 'copied' | 'refused') => {
    setSaid(next);
    delay.start(shownMs, () => setSaid(null));
  };
  const copy = () => {
    // Without HTTPS a browser has no clipboard, except on the machine itself.
    const copying = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'));
    copying.then(
      () => say('copied'),
      () => say('refused'),
    );
  };

  const Icon = icons[said ?? 'idle'];
  return (
    <span className={cn('relative inline-grid shrink-0', className)}>
      <button
        type="button"
        aria-label={label}
        onClick={copy}
        className="relative grid size-6 place-items-center rounded-sm text-ink-3 transition-colors after:absolute after:-inset-1 after:content-[''] hover:bg-hover hover:text-ink max-md:after:-inset-2"
      >
        <Icon aria-hidden className="size-3.5" />
      </button>
      <output className={said === 'refused' ? refusedClasses : 'sr-only'}>{said === null ? '' : words[said]}</output>
    </span>
  );
}
