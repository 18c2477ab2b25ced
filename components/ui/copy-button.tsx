'use client';

import { Check, Copy, X } from 'lucide-react';
import { useState } from 'react';
import { cn } from './class-names.ts';
import { useDelay } from './use-delay.ts';

interface CopyButtonProps {
  /** A text that is fetched first is copied whole or not at all. */
  readonly text: string | (() => Promise<string>);
  /** What is copied, for its accessible name: "Copy job id". */
  readonly label: string;
  readonly className?: string;
}

const shownMs = 2500;

const icons = { idle: Copy, copied: Check, refused: X, failed: X };

const words = {
  copied: 'Copied',
  refused: 'The browser did not allow it. Select the text and copy it yourself.',
  failed: 'Nothing was copied: the whole text could not be loaded. Download it instead.',
};

const refusedClasses =
  'absolute top-full right-0 z-5 mt-1 w-max max-w-56 rounded-md border border-line-strong bg-overlay px-2.5 py-1.5 text-left text-sm text-ink-2 shadow-2';

/** Copies a text and says so for two seconds. */
export function CopyButton({ text, label, className }: CopyButtonProps) {
  const [said, setSaid] = useState<'copied' | 'refused' | 'failed' | null>(null);
  const delay = useDelay();

  const copy = async () => {
    setSaid(await copyOf(text));
    delay.start(shownMs, () => setSaid(null));
  };

  const Icon = icons[said ?? 'idle'];
  return (
    <span className={cn('relative inline-grid shrink-0', className)}>
      <button
        type="button"
        aria-label={label}
        onClick={() => void copy()}
        className="relative grid size-6 place-items-center rounded-sm text-ink-3 transition-colors after:absolute after:-inset-1 after:content-[''] hover:bg-hover hover:text-ink max-md:after:-inset-2"
      >
        <Icon aria-hidden className="size-3.5" />
      </button>
      <output className={said === null || said === 'copied' ? 'sr-only' : refusedClasses}>
        {said === null ? '' : words[said]}
      </output>
    </span>
  );
}

async function copyOf(text: CopyButtonProps['text']): Promise<'copied' | 'refused' | 'failed'> {
  const whole = typeof text === 'string' ? text : await text().catch(() => null);
  if (whole === null) return 'failed';
  try {
    // Without HTTPS a browser has no clipboard, except on the machine itself.
    if (navigator.clipboard === undefined) return 'refused';
    await navigator.clipboard.writeText(whole);
    return 'copied';
  } catch {
    return 'refused';
  }
}
