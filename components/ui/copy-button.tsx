'use client';

import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { toast } from 'sonner';
import { cn } from './class-names.ts';

interface CopyButtonProps {
  readonly text: string;
  /** What is copied, for its accessible name: "Copy job id". */
  readonly label: string;
  readonly className?: string;
}

const shownMs = 2000;

/** Copies a text and says so for two seconds. */
export function CopyButton({ text, label, className }: CopyButtonProps) {
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setIsCopied(false), shownMs);
    return () => clearTimeout(timer);
  }, [isCopied]);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setIsCopied(true);
    } catch {
      toast.error('The browser did not allow copying. Select the text and copy it yourself.');
    }
  };

  const Icon = isCopied ? Check : Copy;
  return (
    <button
      type="button"
      aria-label={label}
      onClick={copy}
      className={cn(
        'relative inline-grid size-6 shrink-0 place-items-center rounded-sm text-ink-3 transition-colors hover:bg-hover hover:text-ink',
        "after:absolute after:-inset-1 after:content-[''] max-md:after:-inset-2",
        className,
      )}
    >
      <Icon aria-hidden className="size-3.5" />
      <output className="sr-only">{isCopied ? 'Copied' : ''}</output>
    </button>
  );
}
