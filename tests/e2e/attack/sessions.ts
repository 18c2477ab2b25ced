import { expect, test } from '@playwright/test';
import { z } from 'zod';
import { cookiesOf, memberPages, memberReads, signIn, statusWith } from './askers.ts';
import type { AttackedProduct } from './attacked-product.ts';
import { send } from './send.ts';
import { callAction } from './server-actions.ts';

const tokenSchema = z.object({ id: z.string(), token: z.string() });

/** Tests of what lets somebody in, tried by somebody else. */
export function attackSessions(product: () => AttackedProduct): void {
  test.describe('a session or token that is not one’s own', () => {
    test('is of no use after its person has signed out, wherever it is sent', async () => {
      await product().team.cookiesOf('runner');
      const cookie = cookiesOf(await signIn(product(), 'runner'));
      expect(await statusWith(product(), { cookie })).toBe(200);
      const out = await callAction(product().url, product().action('signOutAction'), [], { cookie });
      expect(out.result?.ok).toBe(true);
      for (const path of memberReads) expect(await statusWith(product(), { cookie }, path), path).toBe(401);
      for (const path of memberPages) expect(await statusWith(product(), { cookie }, path), path).toBe(307);
      const renamed = await callAction(product().url, product().action('renamePersonAction'), [{ name: 'X' }], {
        cookie,
      });
      expect(renamed.result).toMatchObject({ ok: false, error: { code: 'signed_out' } });
    });

    test('that was put into the browser before ends with the sign-in, and the new one is another', async () => {
      const before = cookiesOf(await signIn(product(), 'runner'));
      const made = before.replaceAll(/token=[^.]{8}/gu, 'token=AAAAAAAA');
      const after = cookiesOf(await signIn(product(), 'runner', { cookie: before }));
      expect(after).not.toBe('');
      expect(after).not.toContain(/session_token=([^;]+)/u.exec(before)?.[1]);
      expect(await statusWith(product(), { cookie: before })).toBe(401);
      const afterMade = cookiesOf(await signIn(product(), 'runner', { cookie: made }));
      expect(await statusWith(product(), { cookie: made })).toBe(401);
      expect([
        await statusWith(product(), { cookie: after }),
        await statusWith(product(), { cookie: afterMade }),
      ]).toEqual([200, 200]);
    });

    test('is none: forged, cut, doubled, in another place or of another kind', async () => {
      const cookie = cookiesOf(await signIn(product(), 'runner'));
      const [name = '', value = ''] = /^([^=]+)=([^;]+)/u.exec(cookie)?.slice(1) ?? [];
      const token = await product().team.tokenOf('runner', 'run');
      const [plain = ''] = value.split('.');
      const askers: readonly Readonly<Record<string, string>>[] = [
        { cookie: `${name}=${value.slice(0, -8)}` },
        { cookie: `${name}=${plain}` },
        { cookie: `${name}=${plain}.` },
        { cookie: `${name}=.${value.split('.')[1] ?? ''}` },
        { cookie: `${name}=x; ${name}=${value}` },
        { cookie: `${name}=%00%ff${value}` },
        { cookie: `__Host-${name}=${value}` },
        { cookie: `${name.toUpperCase()}=${value}` },
        { cookie: `${name}=${token}` },
        { authorization: `Bearer ${plain}` },
        { authorization: `Bearer ${value}` },
        { authorization: `Bearer ${token.slice(0, -1)}` },
        { authorization: `Bearer ${token.toLowerCase()}` },
        { authorization: `Bearer ${token}x` },
        { authorization: `Token ${token}` },
        { 'x-api-key': token },
      ];
      for (const headers of askers) {
        expect(await statusWith(product(), headers), JSON.stringify(headers).slice(0, 60)).toBe(401);
        expect(await statusWith(product(), headers, '/batches')).toBe(307);
      }
      expect(await statusWith(product(), {}, `/api/batches?token=${token}&access_token=${token}`)).toBe(401);
      expect(await statusWith(product(), { authorization: `Bearer ${token}` })).toBe(200);
    });

    test('is none once it was revoked, and opens no page and no action before', async () => {
      const cookie = await product().team.cookiesOf('owner');
      const create = product().action('createTokenAction');
      const made = await callAction(product().url, create, [{ name: 'short', scope: 'run' }], { cookie });
      const value = made.result?.ok === true ? made.result.value : null;
      const { id: tokenId, token } = tokenSchema.parse(value);
      const headers = { authorization: `Bearer ${token}` };
      expect(await statusWith(product(), headers)).toBe(200);
      expect(await statusWith(product(), headers, '/batches')).toBe(307);
      const byToken = await callAction(product().url, product().action('renamePersonAction'), [{ name: 'X' }], headers);
      expect(byToken.result).toMatchObject({ ok: false, error: { code: 'signed_out' } });
      await callAction(product().url, product().action('revokeTokenAction'), [{ tokenId }], { cookie });
      expect(await statusWith(product(), headers)).toBe(401);
    });

    test('leads back, once its person has signed in, to no other server', async () => {
      const cookie = await product().team.cookiesOf('owner');
      const ways = [
        'https://evil.example',
        '//evil.example',
        '/\\evil.example',
        '/\t/evil.example',
        '\\\\evil.example',
      ];
      for (const way of [...ways, 'javascript:alert(1)', '@evil.example', '.evil.example']) {
        const path = `/sign-in?next=${encodeURIComponent(way)}`;
        const { status, headers } = await send(product().url, { path, headers: { cookie } });
        expect(status, way).toBe(307);
        expect(new URL(String(headers['location']), product().url).origin, way).toBe(product().url);
      }
    });
  });
}
