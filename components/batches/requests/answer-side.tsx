'use client';

import { useMemo } from 'react';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { cutMiddle } from '#components/ui/cut-middle.ts';
import { type Format, useFormat, useRelativeTime } from '#components/ui/reader.tsx';
import { TriangleShape } from '#components/ui/shapes.tsx';
import { TextLink } from '#components/ui/text-link.tsx';
import type { RequestAttempt } from '#lib/shared/contract/batch-view.ts';
import { type AnswerText, answerText } from '#lib/shared/reading/answer-text.ts';
import { finishReasonWords } from '#lib/shared/words/finish-reason.ts';
import { atSentenceStart } from '#lib/shared/words/provider-name.ts';
import { requestPartPath } from '../batch-queries.ts';
import { explainCause } from '../cause-words.ts';
import { answerNote } from './answer-note.ts';
import { LineSide, type Setting, SettingList } from './line-side.tsx';
import { parseLine } from './side-text.ts';
import { type Waiting, waitingWords } from './waiting-words.ts';

interface AnswerSideProps {
  readonly batchId: string;
  readonly line: number;
  /** Null before there is anything of an answer. */
  readonly attempt: RequestAttempt | null;
  /** Where a request without an answer is. */
  readonly waiting: Waiting;
  readonly provider: string;
}

/** What came back, in the chosen attempt. */
export function AnswerSide({ batchId, line, attempt, waiting, provider }: AnswerSideProps) {
  const format = useFormat();
  const lineText = attempt?.resultText ?? null;
  const isCut = attempt?.isResultCut ?? false;
  const answer = useMemo(() => answerText(lineText === null ? null : parseLine(lineText, isCut)), [lineText, isCut]);
  const isAnswer = attempt?.outcome === 'succeeded';
  const note = isAnswer ? answerNote(answer, provider, attempt.ended) : null;
  return (
    <LineSide
      title="Answer"
      text={{
        line: lineText,
        isCut,
        bytes: attempt?.resultBytes ?? null,
        parts: isAnswer ? answer.parts : [],
        readable: answer.text,
        hrefOf: (kind) => requestPartPath(batchId, line, `answer.${kind}`, attempt?.number),
      }}
      note={note !== null && <AnswerNote>{note}</AnswerNote>}
      fallback={<NoAnswerText attempt={attempt} waiting={waiting} provider={provider} isExplained={note !== null} />}
    >
      <SettingList
        settings={attempt === null ? [] : settingsOf(attempt, { answer, isExplained: note !== null, provider }, format)}
      />
    </LineSide>
  );
}

/** Amber: it counts as an answer, and may not be one. */
function AnswerNote({ children }: { readonly children: string }) {
  return (
    <p className="mb-3 flex gap-2 font-medium text-attention-text">
      <TriangleShape className="mt-0.5 shrink-0 text-attention" />
      {children}
    </p>
  );
}

interface NoAnswerTextProps extends Pick<AnswerSideProps, 'attempt' | 'waiting' | 'provider'> {
  /** The note above says why there is no text. */
  readonly isExplained: boolean;
}

function NoAnswerText({ attempt, waiting, provider, isExplained }: NoAnswerTextProps) {
  switch (attempt?.outcome) {
    case undefined:
    case 'pending':
      return <WaitingText waiting={waiting} />;
    case 'failed':
    case 'missing':
      return <FailureText attempt={attempt} outcome={attempt.outcome} provider={provider} />;
    case 'succeeded':
      if (isExplained) return null;
      return (
        <p className="text-ink-3">
          {attempt.isResultCut ? 'Too long to show here.' : 'It has no text of a known kind. See JSON.'}
        </p>
      );
  }
}

function WaitingText({ waiting }: { readonly waiting: Waiting }) {
  return waiting.kind === 'sent_as' ? (
    <SentText waiting={waiting} at={waiting.at} />
  ) : (
    <p className="text-ink-3">{waitingWords(waiting, String)}</p>
  );
}

function SentText({ waiting, at }: { readonly waiting: Waiting; readonly at: string }) {
  const ago = useRelativeTime(at);
  return <p className="wrap-anywhere text-ink-3">{waitingWords(waiting, () => ago)}</p>;
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

interface SettingContext extends Pick<AnswerSideProps, 'provider'>, Pick<NoAnswerTextProps, 'isExplained'> {
  readonly answer: AnswerText;
}

function settingsOf(
  attempt: RequestAttempt,
  { answer, isExplained, provider }: SettingContext,
  format: Format,
): readonly Setting[] {
  const { statusCode, errorCode, inputTokens, outputTokens, providerJobId } = attempt;
  const { finishReason } = answer;
  const settings: (Setting | null)[] = [
    finishReason === null
      ? null
      : {
          name: 'Ended because',
          // The note says it in words.
          value: isExplained ? <span className="mono">{finishReason}</span> : <FinishReason reason={finishReason} />,
        },
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
      <CopyButton text={id} label="Copy job ID" />
    </span>
  );
}
