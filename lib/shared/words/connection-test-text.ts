import type { ConnectionFinding } from '#lib/shared/contract/connection-test.ts';
import { describeCallFault } from './call-fault-words.ts';
import { localFaultText, somethingWrong } from './local-fault-texts.ts';
import { atSentenceStart, notedProviderName } from './provider-name.ts';

/** What a test of the connection `name` found, in a sentence or two. */
export function connectionTestText(finding: ConnectionFinding, name: string): string {
  switch (finding.code) {
    case 'as_written':
      return finding.facts.text;
    case 'answered':
      return describeAnswer(name, finding.facts);
    case 'call_failed':
      return describeCallFault(finding.facts, name);
    case 'not_made':
      return finding.facts.fault === null ? somethingWrong : localFaultText(finding.facts.fault);
  }
}

function describeAnswer(
  name: string,
  { modelCount, tookMs }: Extract<ConnectionFinding, { code: 'answered' }>['facts'],
): string {
  const seconds = (Math.max(100, tookMs) / 1000).toFixed(1);
  const models = modelCount === null ? '' : ` and offers ${modelCount === 1 ? 'one model' : `${modelCount} models`}`;
  return `${atSentenceStart(notedProviderName(name))} answered in ${seconds} s${models}.`;
}
