import { expect, it } from 'vitest';
import { can, rights, type Role, roleOfToken, roles, tokenScopes } from '#lib/shared/contract/rights.ts';

it('the rights of each role are those of the table in the design', () => {
  const table = Object.fromEntries(roles.map((role) => [role, rights.filter((right) => can(role, right))]));
  expect(table).toEqual({
    viewer: ['see'],
    runner: ['see', 'run'],
    admin: ['see', 'run', 'admin'],
    owner: ['see', 'run', 'admin', 'own'],
  });
});

it('a token acts as no more than its scope says, nor than its maker is', () => {
  const as = (scope: 'read' | 'run'): readonly Role[] => roles.map((role) => roleOfToken(scope, role));
  expect(Object.fromEntries(tokenScopes.map((scope) => [scope, as(scope)]))).toEqual({
    read: ['viewer', 'viewer', 'viewer', 'viewer'],
    run: ['viewer', 'runner', 'runner', 'runner'],
  });
});
