import { cn } from '#components/ui/class-names.ts';
import type { TextPart } from '#lib/shared/reading/text-part.ts';

/** What somebody said, as plain text with its own line breaks: never as HTML, and nothing in it is loaded. */
export function ReadableText({ parts }: { readonly parts: readonly TextPart[] }) {
  return parts.map((part, index) => (
    <div key={index} className="not-first:mt-[18px]">
      <p className="mb-[3px] text-sm text-ink-3">{part.label}</p>
      <p
        dir="auto"
        className={cn(
          'wrap-anywhere whitespace-pre-wrap',
          part.kind === 'data' && 'mono text-ink-2',
          part.kind === 'aside' && 'border-l-2 border-line-strong pl-3.5 text-ink-2',
          part.kind === 'prose' &&
            (isSetting(part) ? 'leading-[22px] text-ink-2' : 'text-[15px] leading-6 text-pretty'),
        )}
      >
        {part.text}
      </p>
    </div>
  ));
}

/** The same in every request: quieter than what is asked. */
function isSetting(part: TextPart): boolean {
  return part.label === 'System' || part.label === 'Developer' || part.label === 'Instructions';
}
