import type { CallFault, CallFaultKind, CallFaultReason } from '#lib/shared/contract/call-fault.ts';
import { atSentenceStart, notedProviderName } from './provider-name.ts';
import { shortenText } from './shorten-text.ts';

const maxQuotedLength = 300;

type Describe = (name: string, fault: CallFault) => string;

/**
 * Puts a failed call into one or two sentences: what happened, in the provider's own words where it sent some, and
 * what to do. A test of a connection and a script get the same. A batch that waits has texts of its own
 * (`holdText`), as they also say what happens next.
 */
export function describeCallFault(fault: CallFault, providerName: string): string {
  const describe = fault.reason === null ? kindWords[fault.kind] : reasonWords[fault.reason];
  return atSentenceStart(describe(notedProviderName(providerName), fault));
}

/**
 * The provider's own message and code, such as `“Not for your plan” (not_available_for_plan)`; null when it
 * sent neither.
 */
function quoteProvider({
  providerMessage,
  providerCode,
}: Pick<CallFault, 'providerMessage' | 'providerCode'>): string | null {
  const message = providerMessage?.trim() ?? '';
  if (message === '') return providerCode;
  const quoted = `“${shortenText(message, maxQuotedLength)}”`;
  return providerCode === null ? quoted : `${quoted} (${providerCode})`;
}

const kindWords: Readonly<Record<CallFaultKind, Describe>> = {
  key_refused: (name, fault) =>
    `${name} refused the key (HTTP ${fault.statusCode ?? 401})${saying(fault)} Enter a new key for this connection.`,
  not_allowed: (name, fault) =>
    `This account may not do this at ${name} (HTTP ${fault.statusCode ?? 403})${saying(fault)} Ask whoever manages the account there.`,
  rate_limited: (name, fault) =>
    `${possessive(name)} rate limit was reached${saying(fault)} ${fault.retryAfterMs === null ? 'Try again later.' : `Try again in ${Math.ceil(fault.retryAfterMs / 1000)} s.`}`,
  quota: (name, fault) =>
    `The account at ${name} has no credit left${saying(fault)} Add credit or raise the limit there.`,
  not_found: (name, fault) => `${name} answered “not found” (HTTP 404)${saying(fault)}${hintAtVersion(fault)}`,
  rejected: (name, fault) =>
    `${name} refused this${fault.statusCode === null ? '' : ` (HTTP ${fault.statusCode})`}${saying(fault)}`,
  unavailable: (name, fault) =>
    fault.statusCode === null
      ? `${name} cannot be reached. Try again later.`
      : `${name} has trouble at the moment (HTTP ${fault.statusCode})${saying(fault)} Try again later.`,
  unreadable: (name, fault) =>
    `${name} answered with something that is not its API, such as a web page. Check that the address${at(fault)} is right; if it is, try again later.`,
};

const reasonWords: Readonly<Record<CallFaultReason, Describe>> = {
  nothing_listens: (_name, fault) => `Nothing answers at ${hostOf(fault)}. Check the address.`,
  unknown_host: (_name, fault) => `There is no server named ${hostOf(fault)}. Check the address.`,
  name_not_resolved: (_name, fault) =>
    `The name ${hostOf(fault)} could not be looked up. Check the address and the network of this machine.`,
  no_route: (_name, fault) =>
    `There is no way to ${hostOf(fault)} from this machine. Check the address and the network.`,
  bad_certificate: (_name, fault) =>
    `The certificate of ${hostOf(fault)} is not valid${code(fault)}. Check the address, or ask whoever runs that server.`,
  not_https: (_name, fault) =>
    `${hostOf(fault)} does not speak https${code(fault)}. Check the address; servers in your own network often need http://.`,
  blocked_port: (_name, fault) =>
    `The port in ${hostOf(fault)} is reserved for other services and cannot be called. Check the address.`,
  bad_address: (_name, fault) => `${fault.address ?? 'This'} is not an address that can be called. Check the address.`,
  not_public: (_name, fault) =>
    `${hostOf(fault)} is on a private network, and this LangBatch calls none unless it is allowed. Check the address, or ask a site admin to allow it under Workspaces.`,
  timed_out: (name) => `${name} did not answer in time. Try again later.`,
  too_slow: (name) => `The connection to ${name} was too slow: for a minute, almost nothing arrived. Try again later.`,
  connection_broke: (name, fault) => `The connection to ${name} broke${code(fault)}. Try again later.`,
  redirected: (name, fault) =>
    `${name} redirects calls from${at(fault)} to another address, and keys are not sent there. Enter that address in the connection.`,
  no_batch_api: (name, fault) =>
    `${name} has no batch API at ${fault.address ?? 'this address'} (HTTP 404)${saying(fault)}${hintAtVersion(fault) || ' Check the address.'}`,
  reply_too_large: (name, fault) =>
    `${name} sent a reply of more than 16 MB where a few kilobytes are normal. Check that the address${at(fault)} is right; if it is, try again later.`,
  file_too_large: (name) =>
    `${name} sent a result file that is far larger than this job’s requests can explain, so it was not read to its end.`,
  file_not_usable: (name, fault) => `${name} could not read the uploaded file${saying(fault)}`,
  file_not_ready: (name) => `${name} has not finished reading the uploaded file within half an hour. Try again later.`,
  file_not_whole: (name) => `${name} gave only a part of a result file. Try again later.`,
};

function saying(fault: CallFault): string {
  const quoted = quoteProvider(fault);
  if (quoted === null) return '.';
  return /[.!?…]”$/.test(quoted) ? `: ${quoted}` : `: ${quoted}.`;
}

function hintAtVersion({ address }: CallFault): string {
  if (address === null || /\/v\d/.test(address)) return '';
  return ` Check the address ${address}: most end in /v1.`;
}

function hostOf({ address }: CallFault): string {
  return address?.split('/')[0] ?? 'this address';
}

function at(fault: CallFault): string {
  return fault.address === null ? '' : ` ${hostOf(fault)}`;
}

function code({ systemCode }: CallFault): string {
  return systemCode === null ? '' : ` (${systemCode})`;
}

function possessive(name: string): string {
  return name.endsWith('s') ? `${name}’` : `${name}’s`;
}
