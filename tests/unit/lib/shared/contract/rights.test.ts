import { expect, it } from 'vitest';
import { can, rights, roles } from '#lib/shared/contract/rights.ts';

it('the rights of each role are those of the table in the design', () => {
  const table = Object.fromEntries(roles.map((role) => [role, rights.filter((right) => can(role, right))]));
  expect(table).toEqual({
    viewer: ['see'],
    runner: ['see', 'run'],
    admin: ['see', 'run', 'admin'],
    owner: ['see', 'run', 'admin', 'own'],
  });
});
