import { ForbiddenError } from '#lib/errors.ts';

/**
 * The origins under which browsers may reach this server: the public ones of the settings, and loopback's names
 * with our port. Anything else in a Host header is somebody else's name that was pointed at us (DNS rebinding).
 */
export function allowedOrigins(settings: {
  readonly publicOrigins: readonly string[];
  readonly port: number;
}): ReadonlySet<string> {
  const loopback = ['localhost', '127.0.0.1', '[::1]'].map((name) => new URL(`http://${name}:${settings.port}`).origin);
  return new Set([...settings.publicOrigins, ...loopback]);
}

/** Throws `ForbiddenError` when the request was sent to another name than ours, or by a page of another origin. */
export function assertOurs(headers: Pick<Headers, 'get'>, origins: ReadonlySet<string>): void {
  const host = headers.get('host');
  if (host === null || !hostsOf(origins).has(host.toLowerCase())) {
    throw new ForbiddenError(
      'This address is not one of the dashboard. Open it under the address that it printed at its start, or add this one to LANGBATCH_URL.',
    );
  }
  const origin = headers.get('origin');
  if (origin !== null && !origins.has(origin.toLowerCase())) {
    throw new ForbiddenError(
      'This request comes from a page of another address. Use the dashboard itself, or add that address to LANGBATCH_URL.',
    );
  }
}

/**
 * Throws `ForbiddenError` for a change that the browser says another site asks for. A browser that sends no
 * Origin with such a request still says so in Sec-Fetch-Site; programs that are no browsers send neither. A
 * look from a link elsewhere is fine.
 */
export function assertSameSite(headers: Pick<Headers, 'get'>): void {
  const site = headers.get('sec-fetch-site');
  if (headers.get('origin') !== null || site === null || site === 'same-origin' || site === 'none') return;
  throw new ForbiddenError('This request comes from a page of another site. Use the dashboard itself.');
}

/**
 * Throws `ForbiddenError` for a change in the name of somebody who is signed in when the browser does not say that a
 * page of ours asks for it. To be asked after `assertOurs`, which looks at what an Origin says.
 */
export function assertAskedByPage(headers: Pick<Headers, 'get'>): void {
  if (headers.get('origin') !== null || headers.get('sec-fetch-site') === 'same-origin') return;
  throw new ForbiddenError(
    'Changes are made from pages of the dashboard, or by programs with a token: Authorization: Bearer lb_…',
  );
}

function hostsOf(origins: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...origins].map((origin) => new URL(origin).host));
}
