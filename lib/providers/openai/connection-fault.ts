import type { CallFaultReason } from '#lib/shared/contract/call-fault.ts';

export interface ConnectionFault {
  readonly reason: CallFaultReason;
  /** The system's own word, where there is one. */
  readonly systemCode: string | null;
  /** True when the request never left this machine, so that it cannot have been carried out. */
  readonly wasNeverSent: boolean;
}

/** Failures before anything is sent: of address, name, route, connection or certificate. */
const neverSent: readonly (readonly [RegExp, CallFaultReason])[] = [
  [/^ECONNREFUSED$/, 'nothing_listens'],
  [/^UND_ERR_CONNECT_TIMEOUT$/, 'nothing_listens'],
  [/^ENOTFOUND$/, 'unknown_host'],
  [/^EAI_/, 'name_not_resolved'],
  [/^ENOTPUBLIC$/, 'not_public'],
  [/^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EHOSTDOWN|ENETDOWN)$/, 'no_route'],
  [/^(ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG)$/, 'not_https'],
  [/^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH)/, 'bad_certificate'],
  [/^ERR_INVALID_URL$/, 'bad_address'],
];

/** Node's fetch says these without a code. */
const neverSentMessages: readonly (readonly [RegExp, CallFaultReason])[] = [
  [/^bad port$/, 'blocked_port'],
  [/^(invalid url|unknown scheme)/i, 'bad_address'],
];

/** What a call that got no answer failed of. `error` is whatever the client threw. */
export function findConnectionFault(error: unknown): ConnectionFault {
  const systemCode = findInCauses(error, (link) =>
    'code' in link && typeof link.code === 'string' ? link.code : null,
  );
  const byCode = neverSent.find(([pattern]) => systemCode !== null && pattern.test(systemCode));
  if (byCode !== undefined) return { reason: byCode[1], systemCode, wasNeverSent: true };
  const byMessage = neverSentMessages.find(
    ([pattern]) => findInCauses(error, (link) => (pattern.test(link.message) ? true : null)) !== null,
  );
  if (byMessage !== undefined) return { reason: byMessage[1], systemCode: null, wasNeverSent: true };
  if (findInCauses(error, (link) => (link.message === 'unexpected redirect' ? true : null)) !== null) {
    return { reason: 'redirected', systemCode: null, wasNeverSent: false };
  }
  const isTimeout = error instanceof Error && /timed? ?out/i.test(error.message);
  return { reason: isTimeout ? 'timed_out' : 'connection_broke', systemCode, wasNeverSent: false };
}

function findInCauses<Found>(error: unknown, find: (link: Error) => Found | null): Found | null {
  for (let link = error, depth = 0; link instanceof Error && depth < 5; link = link.cause, depth += 1) {
    const found = find(link);
    if (found !== null) return found;
    // Where a name has several addresses, the failures of all are listed.
    const all: readonly unknown[] = link instanceof AggregateError ? link.errors : [];
    const inFirst = findInCauses(all[0], find);
    if (inFirst !== null) return inFirst;
  }
  return null;
}
