'use client';

import { Search, X } from 'lucide-react';
import { useRef, useState } from 'react';
import { cn } from './class-names.ts';
import { controlClasses } from './control-classes.ts';
import { Kbd } from './kbd.tsx';
import { useDelay } from './use-delay.ts';
import { useHotkey } from './use-hotkey.ts';

interface SearchFieldProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  /** Called when the typing pauses, and at once on Enter and when it is emptied. */
  readonly onChange: (value: string) => void;
  readonly className?: string;
}

const pauseMs = 250;

/** A search whose `/` key reaches it from anywhere on the page; Esc empties it. */
export function SearchField({ label, placeholder, value, onChange, className }: SearchFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const draft = useDraft(value, onChange);
  useHotkey('/', () => input.current?.focus());
  return (
    <div className={cn(controlClasses, className)}>
      <Search aria-hidden className="size-4 shrink-0 text-ink-3" />
      <input
        ref={input}
        type="search"
        aria-label={label}
        placeholder={placeholder}
        value={draft.text}
        onChange={(event) => draft.type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') draft.settle(draft.text);
          if (event.key === 'Escape' && draft.text !== '') draft.settle('');
        }}
        className="min-w-0 flex-1 bg-transparent outline-none [&::-webkit-search-cancel-button]:hidden"
      />
      {draft.text === '' ? (
        <Kbd className="max-md:hidden">/</Kbd>
      ) : (
        <button
          type="button"
          aria-label="Clear search"
          onClick={() => {
            draft.settle('');
            input.current?.focus();
          }}
          className="-mr-1 grid size-6 shrink-0 place-items-center rounded-sm text-ink-3 hover:text-ink"
        >
          <X aria-hidden className="size-4" />
        </button>
      )}
    </div>
  );
}

/** Text between a key press and the pause after it; without one the settled value shows. */
function useDraft(value: string, onChange: (value: string) => void) {
  const [draft, setDraft] = useState<string | null>(null);
  const delay = useDelay();

  const settle = (text: string) => {
    delay.stop();
    setDraft(null);
    onChange(text);
  };
  const type = (text: string) => {
    setDraft(text);
    delay.start(pauseMs, () => settle(text));
  };
  return { text: draft ?? value, type, settle };
}
