import { expect, test } from '@playwright/test';
import { apiTable } from '#app/_server/api-table.ts';
import { foundOutOptions } from '#lib/shared/contract/table.ts';
import { makeTemplate } from '#tests/support/templates.ts';
import type { AttackedProduct, Things } from './attacked-product.ts';
import { send } from './send.ts';
import { callAction } from './server-actions.ts';

/** Tests of ids that belong to others, or to nobody. */
export function attackIds(product: () => AttackedProduct): void {
  test.describe('ids of others', () => {
    /** One input that every action can be called with: each memberReads of it what it knows. */
    const inputOf = (things: Things) => ({
      ...things,
      id: things.connectionId,
      workspaceId: 'local',
      jobId: 'job_1',
      kind: 'openai_compatible',
      baseUrl: 'https://evil.example/v1',
      apiKey: 'sk-stolen-key',
      name: 'Stolen',
      email: 'mallory@example.com',
      role: 'owner',
      version: 1,
      days: 7,
      scope: { kind: 'all' },
      decision: 'give_up',
      endpoint: '/v1/embeddings',
      isSiteAdmin: true,
      hosts: '10.0.0.0/8',
      token: 'lbi_0123456789abcdef',
      currentPassword: 'not the password',
      password: 'nine paper lanterns',
      leaveOutBadLines: true,
      options: foundOutOptions,
      template: makeTemplate(),
    });

    test('through every action, in every workspace that is named, change nothing of theirs', async () => {
      const things = await product().things();
      const { cookies, slug } = await product().team.stranger();
      const input = inputOf(things);
      const before = await product().readLocal();
      // Nothing that is known of this person would be left to ask with.
      const last = new Set(['leaveWorkspaceAction', 'signOutAction']);
      expect(product().actions.length).toBeGreaterThan(35);
      for (const action of product().actions.toSorted(
        (one, other) => Number(last.has(one.name)) - Number(last.has(other.name)),
      )) {
        for (const scope of [undefined, { workspace: 'local' }, { workspace: slug }]) {
          const { result, status } = await callAction(product().url, action, [input, scope], { cookie: cookies });
          expect(status, action.name).toBe(200);
          expect(JSON.stringify(result), action.name).not.toMatch(
            /unexpected|"sk-|(?:owner|admin|runner|viewer)@example/u,
          );
          expect(await product().readLocal(), `${action.name} ${JSON.stringify(scope)}`).toBe(before);
        }
      }
      // The same input, from somebody who may, does something.
      const cookie = await product().team.cookiesOf('owner');
      const renamed = await callAction(product().url, product().action('renameBatchAction'), [input], { cookie });
      expect(renamed.result).toMatchObject({ ok: true });
      expect(await product().readLocal()).not.toBe(before);
    });

    test('of what they upload are not found, and what belongs to another person of the workspace is not changed', async () => {
      const { uploadId, sessionId, tokenId } = await product().things();
      const { token } = await product().team.stranger();
      const own = product().asPage(await product().team.cookiesOf('owner'));
      const tus = { 'tus-resumable': '1.0.0', 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' };
      for (const [method, body] of [
        ['HEAD', undefined],
        ['PATCH', 'stolen'],
        ['DELETE', undefined],
      ] as const) {
        const headers = { ...tus, authorization: `Bearer ${token}` };
        const { status } = await send(product().url, {
          method,
          path: `/api/tus/${uploadId}`,
          headers,
          ...(body && { body }),
        });
        expect(status, method).toBe(404);
      }
      const kept = await send(product().url, {
        method: 'HEAD',
        path: `/api/tus/${uploadId}`,
        headers: { ...own, ...tus },
      });
      expect([kept.status, kept.headers['upload-offset']]).toEqual([200, '0']);
      const before = await product().readLocal();
      for (const role of ['viewer', 'runner'] as const) {
        const cookie = await product().team.cookiesOf(role);
        await product().readLocal();
        for (const [name, input] of [
          ['endSessionAction', { sessionId }],
          ['revokeTokenAction', { tokenId }],
        ] as const)
          await callAction(product().url, product().action(name), [input], { cookie });
      }
      const after = await product().readLocal();
      const tablesOf = (text: string) => [text.includes(sessionId), text.split('"revoked_at": null').length];
      expect(tablesOf(after)).toEqual(tablesOf(before));
    });

    test('that nobody has, in every route, are answered with a sentence', async () => {
      const cookie = await product().team.cookiesOf('owner');
      const ids = [
        'none',
        '%00',
        '..',
        '%2e%2e',
        '..%2f..%2f..%2fetc%2fpasswd',
        '..%5c..',
        "'%20or%201=1--",
        '__proto__',
      ];
      const forged = [...ids, 'x'.repeat(5_000), '%F0%9F%92%A9', '%7B%22a%22%3A1%7D', '-1', '9'.repeat(40)];
      const withParams = apiTable.filter(({ path }) => path.includes('{'));
      for (const { method, path } of withParams) {
        for (const id of forged) {
          const filled = path.replaceAll(/\{\w+\}/gu, id);
          const answer = await send(product().url, {
            method: method.toUpperCase(),
            path: filled,
            headers: product().asPage(cookie),
          });
          // Next itself leads a path with .. in it to one without.
          expect([307, 308, 400, 404, 405], `${filled.slice(0, 80)} ${answer.text.slice(0, 200)}`).toContain(
            answer.status,
          );
          if (answer.status < 400) continue;
          expect(answer.text.length, filled).toBeGreaterThan(10);
        }
      }
    });
  });
}
