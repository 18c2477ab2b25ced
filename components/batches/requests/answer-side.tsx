'use client';

import { useMemo } from 'react';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { cutMiddle } from '#components/ui/cut-middle.ts';
import { type Format, useFormat } from '#components/ui/reader.tsx';
import { TextLink } from '#components/ui/text-link.tsx';
import type { RequestAttempt } from '#lib/shared/contract/batch-view.ts';
import { type AnswerText, answerText } from '#lib/shared/reading/answer-text.ts';
import { finishReasonWords } from '#lib/shared/words/finish-reason.ts';
import { atSentenceStart } from '#lib/shared/words/provider-name.ts';
import { explainCause } from '../cause-words.ts';
import { LineSide, type Setting, SettingList, parseLine } from './line-side.tsx';
import { ReadableText } from './readable-text.tsx';

interface AnswerSideProps {
  /** Null before anything was sent. */
  readonly attempt: RequestAttempt | null;
  readonly provider: string;
}

/** What came back, in the chosen attempt. */
export function AnswerSide({ attempt, provider }: AnswerSideProps) {
  const format = useFormat();
  const lineText = attempt?.resultText ?? null;
  const answer = useMemo(() => answerText(lineText === null ? null : parseLine(lineText)), [lineText]);
  return (
    <LineSide title="Answer" lineText={lineText} isCut={attempt?.isResultCut ?? false} readable={answer.text}>
      <AnswerContent attempt={attempt} answer={answer} provider={provider} />
      <SettingList settings={attempt === null ? [] : settingsOf(attempt, answer, provider, format)} />
    </LineSide>
  );
}

interface AnswerContentProps {
  readonly attempt: RequestAttempt | null;
  readonly answer: AnswerText;
  readonly provider: string;
}

function AnswerContent({ attempt, answer, provider }: AnswerContentProps) {
  if (attempt === null) return <p className="text-ink-3">It has not been sent yet.</p>;
  switch (attempt.outcome) {
    case 'pending':
      return <p className="text-ink-3">The answer is not here yet. Its job is still under way.</p>;
    case 'failed':
    case 'missing':
      return <FailureText attempt={attempt} outcome={attempt.outcome} provider={provider} />;
    case 'succeeded':
      if (answer.parts.length > 0) return <ReadableText parts={answer.parts} />;
      return (
        <p className="text-ink-3">
          {attempt.isResultCut ? 'It is too long to be shown as text.' : 'It has no text of a known kind.'} See JSON.
        </p>
      );
  }
}

interface FailureTextProps {
  readonly attempt: RequestAttempt;
  readonly outcome: 'failed' | 'missing';
  readonly provider: string;
}

/** Why there is no answer: our words, what to do, and the provider's own message. */
function FailureText({ attempt, outcome, provider }: FailureTextProps) {
  const words = explainCause({ ...attempt, outcome }, provider);
  return (
    <>
      <p className="text-[15px] leading-6 font-medium">{words.title}</p>
      <p className="mt-1 text-pretty text-ink-2">
        {words.explanation} {words.fix} <TextLink href={`/errors#${words.id}`}>What errors mean</TextLink>
      </p>
      {attempt.message !== null && (
        <dl className="mt-3.5 border-l-2 border-line-strong py-0.5 pl-3.5">
          <dt className="text-sm text-ink-3">{atSentenceStart(provider)} says</dt>
          <dd className="mt-0.5 wrap-anywhere text-ink-2">{attempt.message}</dd>
        </dl>
      )}
    </>
  );
}

function settingsOf(attempt: RequestAttempt, answer: AnswerText, provider: string, format: Format): readonly Setting[] {
  const { statusCode, errorCode, inputTokens, outputTokens, providerJobId } = attempt;
  const settings: (Setting | null)[] = [
    answer.finishReason === null
      ? null
      : { name: 'Ended because', value: <FinishReason reason={answer.finishReason} /> },
    attempt.outcome === 'succeeded' || statusCode === null ? null : { name: 'HTTP status', value: statusCode },
    errorCode === null ? null : { name: 'Code', value: <span className="mono">{errorCode}</span> },
    inputTokens === null && outputTokens === null
      ? null
      : { name: 'Tokens in, out', value: `${format.number(inputTokens ?? 0)}, ${format.number(outputTokens ?? 0)}` },
    answer.model === null ? null : { name: 'Answered by', value: answer.model },
    providerJobId === null ? null : { name: `Job at ${provider}`, value: <JobId id={providerJobId} /> },
  ];
  return settings.filter((setting) => setting !== null);
}

function FinishReason({ reason }: { readonly reason: string }) {
  const words = finishReasonWords(reason);
  if (words === null) return <>{reason}</>;
  return (
    <>
      {words} <span className="text-ink-3">({reason})</span>
    </>
  );
}

function JobId({ id }: { readonly id: string }) {
  return (
    <span className="inline-flex items-center gap-1">
      <span className="mono">{cutMiddle(id, 16, 6)}</span>
      <CopyButton text={id} label="Copy job id" />
    </span>
  );
}
