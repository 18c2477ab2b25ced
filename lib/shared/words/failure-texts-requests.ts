import type { FailureIdOf } from '#lib/shared/failures/known-failures.ts';
import type { FailureText } from './failure-text.ts';

/** What goes wrong with a single request, or with the job that held it. */
export const requestFailureTexts: Readonly<Record<FailureIdOf<'request'>, FailureText>> = {
  missing: {
    title: '{provider} returned nothing for {this request|these requests}',
    explanation: 'The job ended, but {this request is|these requests are} in neither the answers nor the errors.',
    fix: 'Retry {it|them}. Requests that have an answer are not sent again.',
    why: '{It was|They were} never answered and never billed.',
  },
  refused: {
    title: '{provider} refused the job with {this request|these requests}',
    explanation: 'The job failed as a whole, so there is no answer. {provider}’s own message says why.',
    fix: 'Read the message in the list of jobs on the overview, and correct what it names. Then retry {it|them}.',
    why: 'It helps once the reason for the refusal is gone.',
  },
  never_sent: {
    title: '{This request was|These requests were} never sent',
    explanation: 'Sending stopped before {its|their} job was created, so {provider} has not seen {it|them}.',
    fix: 'See on the overview why sending stopped, then retry {it|them}.',
    why: 'Nothing was wrong with {the request itself|the requests themselves}, and nothing was billed.',
  },
  given_up: {
    title: 'What became of {this request|these requests} is not known',
    explanation:
      '{provider} did not show the job, or not the file with its results, so it was given up. {This request|These requests} may have been answered there.',
    fix: 'See on the overview what was given up, and look at {provider} yourself. Retry {it|them} if you still want {its answer|the answers}.',
    why: 'It should help. If {provider} has answered {it|them} already, that was billed, and a retry is billed once more.',
  },
  no_answer: {
    title: '{provider} gave neither an answer nor a reason',
    explanation: 'The result has no HTTP status, no answer and no error.',
    fix: 'Retry {it|them}.',
    why: 'Such gaps rarely happen to the same request twice.',
  },
  batch_expired: {
    title: '{provider} ran out of time',
    explanation: '{This request was|These requests were} still waiting when the job’s 24 hours were over.',
    fix: 'Retry {it|them}. A smaller job is more likely to end in time.',
    why: 'A small batch is usually done within the hour.',
  },
  batch_cancelled: {
    title: 'The job was cancelled before {this request|these requests}',
    explanation: '{It was|They were} still waiting when the job was cancelled, so there is no answer.',
    fix: 'Retry {it|them} if you still want {its answer|the answers}.',
    why: 'Nothing was wrong with {it|them}.',
  },
  context_length_exceeded: {
    title: 'The text is too long for this model',
    explanation: 'The request and the answer it asks for are together longer than the model can read.',
    fix: 'Shorten the text, ask for a shorter answer, or use a model that reads more.',
    why: 'The same text stays too long.',
  },
  integer_below_min_value: {
    title: 'A number in the request is too small',
    explanation: '{provider} does not accept such a small value here.',
    fix: 'Raise the value to the smallest that {provider} names in its message.',
    why: 'The same value will be refused again.',
  },
  integer_above_max_value: {
    title: 'A number in the request is too large',
    explanation: '{provider} does not accept such a large value here.',
    fix: 'Lower the value to the largest that {provider} names in its message.',
    why: 'The same value will be refused again.',
  },
  invalid_image_url: {
    title: 'The picture in the request could not be opened',
    explanation:
      '{provider} could not fetch or read the picture. The page behind it may be gone or not public, or the picture is too large, too small or of another kind.',
    fix: 'Replace the picture or its address, or leave the picture out.',
    why: 'The same picture will fail again.',
  },
  content_filter: {
    title: '{provider}’s safety filter stopped the request',
    explanation: 'The filter decided that the text or picture is not allowed at {provider}.',
    fix: 'Reword the request, or leave it out.',
    why: 'The same words will be stopped again.',
  },
  invalid_type: {
    title: 'A setting in the request is not accepted',
    explanation: 'This model does not know the setting, or does not accept its value.',
    fix: 'See which one in {provider}’s message, then change or remove it.',
    why: 'The same setting will be refused again.',
  },
  above_max_length: {
    title: 'A part of the request is too long',
    explanation: 'A text, a list or a name in it is longer than {provider} allows there.',
    fix: 'See which one in {provider}’s message, then shorten it.',
    why: 'It stays too long.',
  },
  bad_request: {
    title: '{provider} does not accept the request as it is',
    explanation: 'Something in the request is wrong or missing. {provider}’s own message says what.',
    fix: 'Change what the message names, then send the request again.',
    why: 'Unchanged, it will be refused again.',
  },
  not_found: {
    title: '{provider} does not know what the request names',
    explanation: 'A model, a file or an address in the request does not exist there, or is not open to this account.',
    fix: 'Check the name in {provider}’s message.',
    why: 'It will not be there the next time either.',
  },
  too_large: {
    title: 'The request is too large',
    explanation: 'It has more bytes than {provider} allows in one request.',
    fix: 'Shorten it, or send pictures by address and not inside the request.',
    why: 'It stays too large.',
  },
  request_refused: {
    title: '{provider} refused the request',
    explanation: '{provider} says that the request is wrong. Its own message says more.',
    fix: 'Change what the message names, then send the request again.',
    why: 'Unchanged, it will probably be refused again.',
  },
  unknown: {
    title: 'An error that we have no words for yet',
    explanation: '{provider}’s own message is all that is known about it.',
    fix: 'Read the message. If it names nothing wrong in the request, retry a few and see.',
    why: 'Nobody can say without knowing the error.',
  },
};
