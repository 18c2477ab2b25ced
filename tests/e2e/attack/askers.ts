import type { Role } from '#lib/shared/contract/rights.ts';
import { emailOf, teamPassword } from '../support/team.ts';
import type { AttackedProduct } from './attacked-product.ts';
import { type Answer, send } from './send.ts';
import { callAction, type Called } from './server-actions.ts';

/** Pages for members alone, and what they read. */
export const memberPages = [
  '/batches',
  '/batches/new',
  '/connections',
  '/account',
  '/settings/members',
  '/settings/people',
];
export const memberReads = ['/api/batches', '/api/connections', '/api/events?batch=list'];

/** The cookies that an answer sets, as a browser sends them back; those that it removes are left out. */
export function cookiesOf({ headers }: Answer): string {
  const set = [headers['set-cookie'] ?? []].flat();
  return set
    .map((line) => line.split(';', 1)[0] ?? '')
    .filter((cookie) => !cookie.endsWith('='))
    .join('; ');
}

/** Signs somebody of the team in, through the action of the page. */
export async function signIn(
  { url, action, team }: AttackedProduct,
  role: Role,
  headers: Readonly<Record<string, string>> = {},
): Promise<Called> {
  await team.cookiesOf(role);
  return callAction(url, action('signInAction'), [{ email: emailOf(role), password: teamPassword }], headers);
}

export async function statusWith(
  { url }: AttackedProduct,
  headers: Readonly<Record<string, string>>,
  path = '/api/batches',
): Promise<number> {
  return (await send(url, { path, headers })).status;
}
