'use client';

import { type ReactNode, useState } from 'react';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Segmented } from '#components/ui/segmented.tsx';
import { formatJsonText } from '#lib/shared/reading/json-text.ts';

interface LineSideProps {
  readonly title: 'Request' | 'Answer';
  /** The line as it was sent or returned; null when there is none. */
  readonly lineText: string | null;
  readonly isCut: boolean;
  /** What is copied: the text that people read; null copies the line. */
  readonly readable: string | null;
  readonly children: ReactNode;
}

type View = 'text' | 'json';

const views = [
  { value: 'text', label: 'Text' },
  { value: 'json', label: 'JSON' },
] as const;

/** One side of the panel: readable text first, the line itself behind a switch, and a button that copies what is seen. */
export function LineSide({ title, lineText, isCut, readable, children }: LineSideProps) {
  const [view, setView] = useState<View>('text');
  const copied = view === 'text' ? (readable ?? lineText) : lineText;
  return (
    <section aria-label={title}>
      <div className="mb-2.5 flex h-8 items-center gap-2">
        <h3 className="font-medium">{title}</h3>
        {lineText !== null && (
          <div className="ml-auto flex items-center gap-1">
            <Segmented<View> label={`${title} as`} value={view} onChange={setView} options={views} />
            {copied !== null && <CopyButton text={copied} label={`Copy ${title.toLowerCase()}`} />}
          </div>
        )}
      </div>
      {view === 'json' && lineText !== null ? <JsonLine text={lineText} /> : children}
      {isCut && (
        <p className="mt-3 text-sm text-ink-3">
          The line is longer than what is shown here. The downloads have it whole.
        </p>
      )}
    </section>
  );
}

/** Numbers, keys and escapes as they are in the file; only the line breaks are ours. */
function JsonLine({ text }: { readonly text: string }) {
  return (
    <pre className="mono rounded-md bg-sunken p-3 wrap-anywhere whitespace-pre-wrap text-ink-2">
      {formatJsonText(text)}
    </pre>
  );
}

export interface Setting {
  readonly name: string;
  readonly value: ReactNode;
}

/** Name and value below the text. */
export function SettingList({ settings }: { readonly settings: readonly Setting[] }) {
  if (settings.length === 0) return null;
  return (
    <dl className="mt-[22px] grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 border-t border-line pt-3 text-sm">
      {settings.map(({ name, value }) => (
        <div key={name} className="contents">
          <dt className="py-1 text-ink-3">{name}</dt>
          <dd className="py-1 text-right wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Null for a line that is no JSON, as one that was cut. */
export function parseLine(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
