'use client';

import { Download } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { fetchText } from '#components/live/fetch-json.ts';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { DownloadLink } from '#components/ui/download-link.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import { Segmented } from '#components/ui/segmented.tsx';
import { formatJsonText } from '#lib/shared/reading/json-text.ts';
import { LongText } from './long-text.tsx';
import type { SideText } from './side-text.ts';

interface LineSideProps {
  readonly title: 'Request' | 'Answer';
  readonly text: SideText;
  /** In the place of the text where there is none. */
  readonly fallback: ReactNode;
  /** Above the text. */
  readonly note?: ReactNode;
  /** Below it. */
  readonly children?: ReactNode;
}

type View = 'text' | 'json';

const views = [
  { value: 'text', label: 'Text' },
  { value: 'json', label: 'JSON' },
] as const;

/** One side of the panel: readable text first, the line itself behind a switch, and a button that copies it whole. */
export function LineSide({ title, text, fallback, note, children }: LineSideProps) {
  const [view, setView] = useState<View>('text');
  const { line } = text;
  const name = title.toLowerCase();
  return (
    <section aria-label={title}>
      <div className="mb-2.5 flex h-8 items-center gap-2">
        <h3 className="font-medium">{title}</h3>
        {line !== null && (
          <div className="ml-auto flex items-center gap-1">
            <Segmented<View> label={`${title} as`} value={view} onChange={setView} options={views} />
            <CopyButton text={copyOf(text, view)} label={`Copy ${name}`} />
          </div>
        )}
      </div>
      {view === 'json' && line !== null ? (
        <JsonLine text={line} />
      ) : (
        <>
          {note}
          {text.parts.length > 0 ? <LongText key={line} text={text} name={name} /> : fallback}
          {children}
        </>
      )}
      {text.isCut && (view === 'json' || text.parts.length === 0) && <CutLine text={text} name={name} view={view} />}
    </section>
  );
}

/** Always the whole, however little of it is shown. */
function copyOf({ line, isCut, readable, hrefOf }: SideText, view: View): string | (() => Promise<string>) {
  const isText = view === 'text' && readable !== null;
  if (isCut) return () => fetchText(hrefOf(isText ? 'txt' : 'json'));
  return (isText ? readable : line) ?? '';
}

function CutLine({ text, name, view }: { readonly text: SideText; readonly name: string; readonly view: View }) {
  const format = useFormat();
  const size = text.bytes === null ? '' : ` (${format.bytes(text.bytes)})`;
  return (
    <div className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-2 text-sm text-ink-3">
      {view === 'json' && <span>This is the beginning of the line.</span>}
      <DownloadLink href={text.hrefOf('json')} size="small">
        <Download aria-hidden />
        Download this {name}
        {size}
      </DownloadLink>
    </div>
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
