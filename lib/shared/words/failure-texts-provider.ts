import type { FailureIdOf } from '#lib/shared/failures/known-failures.ts';
import type { FailureText } from './failure-text.ts';

/** What the account behind the connection needs. */
export const accountFailureTexts: Readonly<Record<FailureIdOf<'account'>, FailureText>> = {
  insufficient_quota: {
    title: 'The account has no credit left',
    explanation: '{provider} answers nothing until the account may spend again.',
    fix: 'Add credit or raise the spending limit at {provider}, then retry.',
    why: 'It fails in the same way until somebody adds credit or raises the limit.',
  },
  invalid_api_key: {
    title: '{provider} refused the key',
    explanation: 'The key is wrong, was replaced, or was switched off.',
    fix: 'Enter a new key on the Connections page, then retry.',
    why: 'The same key will be refused again.',
  },
  permission_denied: {
    title: 'This account may not do this',
    explanation:
      '{provider} knows the key, but its account has no right to this model, file, plan or region, or a firewall refused it. A new key of the same account changes nothing.',
    fix: 'Read {provider}’s message and ask whoever runs the account for that right, or use another connection.',
    why: 'It is refused until the account gets the right.',
  },
  insufficient_permissions: {
    title: 'This key has no permission for this',
    explanation: '{provider} knows the key, but the key or its project lacks a permission that the request needs.',
    fix: 'Give the key or its project the permission that {provider}’s message names, or use another connection.',
    why: 'It is refused until the permission is given.',
  },
  not_available_for_plan: {
    title: 'The account’s plan does not include this',
    explanation: '{provider} offers it to accounts with another plan only.',
    fix: 'Change the plan at {provider}, or use another connection.',
    why: 'It is refused until the plan includes it.',
  },
  unsupported_region: {
    title: '{provider} does not serve this country or region',
    explanation: 'The request came from a place, or is for a place, that {provider} does not allow for this account.',
    fix: 'See in {provider}’s message which place is meant, and use a connection that is allowed there.',
    why: 'It is refused from the same place again.',
  },
  model_not_found: {
    title: 'The model does not exist, or not for batches',
    explanation: 'The name is misspelt, the model has been retired, or this account may not use it in batches.',
    fix: 'Check the model’s name, and whether it is offered in {provider}’s Batch API.',
    why: 'The same name will not be found again.',
  },
};

/** What went wrong at the provider itself. */
export const providerFailureTexts: Readonly<Record<FailureIdOf<'provider'>, FailureText>> = {
  rate_limit_exceeded: {
    title: '{provider}’s rate limit was reached',
    explanation: 'The account’s limit of requests or tokens per minute was reached at that moment.',
    fix: 'Retry {it|them}. If it happens again, send fewer at a time.',
    why: 'The limit starts again every minute.',
  },
  token_limit_exceeded: {
    title: 'Too much is waiting at {provider} already',
    explanation: 'Only so many tokens or jobs of the account may wait at one time, and other batches use that up.',
    fix: 'Wait until a running batch has ended, then retry.',
    why: 'There is room again as soon as other batches end.',
  },
  request_timeout: {
    title: '{provider} took too long',
    explanation: 'The answer was not ready within the time that {provider} gives a single request.',
    fix: 'Retry {it|them}. A long answer is safer when it is asked for in smaller pieces.',
    why: 'Most such requests succeed the second time.',
  },
  conflict: {
    title: 'Two things happened at once at {provider}',
    explanation: 'What the request needs was being changed at that moment.',
    fix: 'Retry {it|them}.',
    why: 'The other change is over by now.',
  },
  server_error: {
    title: '{provider} had an internal error',
    explanation: 'The request was fine. {provider} stopped while answering.',
    fix: 'Retry {it|them}.',
    why: 'Such errors rarely happen to the same request twice.',
  },
  bad_gateway: {
    title: 'The connection inside {provider} failed',
    explanation: 'One of {provider}’s servers did not pass the answer on.',
    fix: 'Retry {it|them}.',
    why: 'Such interruptions last seconds, rarely minutes.',
  },
  overloaded: {
    title: '{provider} was overloaded',
    explanation: 'Its servers were busy or under maintenance, so it refused the request.',
    fix: 'Retry {it|them} later.',
    why: 'It passes by itself.',
  },
  provider_fault: {
    title: '{provider} had an internal error',
    explanation: 'The HTTP status says that the problem is at {provider}, not in the request.',
    fix: 'Retry {it|them}.',
    why: 'Problems of this kind usually pass.',
  },
};
