import type { HoldReason } from '#lib/shared/contract/hold.ts';
import { providerQuote } from '#lib/shared/words/hold-texts.ts';
import { atSentenceStart } from '#lib/shared/words/provider-name.ts';

interface ProviderQuoteProps {
  readonly hold: HoldReason;
  /** See `providerName`. */
  readonly provider: string;
}

/** What the provider said itself, below our words for what holds something up. It is text and stays text. */
export function ProviderQuote({ hold, provider }: ProviderQuoteProps) {
  const quote = providerQuote(hold);
  if (quote === null) return null;
  return (
    <p className="mt-1.5 text-sm wrap-anywhere">
      <span className="text-ink-3">{atSentenceStart(provider)} says:</span> {quote}
    </p>
  );
}
