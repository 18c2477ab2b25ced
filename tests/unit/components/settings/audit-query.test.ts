import { createLoader } from 'nuqs/server';
import { expect, test } from 'vitest';
import { auditParsers, csvPath, isFiltered, logsFor, toAuditFilter } from '#components/settings/audit/audit-query.ts';

const load = createLoader(auditParsers);

test('what the address says and no filter can be counts as not said', () => {
  const state = load({ log: 'all', person: ' ', from: 'yesterday', to: '2026-13-45', thing: 'x'.repeat(300) });
  expect(toAuditFilter(state)).toEqual({ log: 'workspace', thing: 'x'.repeat(200) });
});

test('the file holds what the page shows, from its first row', () => {
  const state = load({ log: 'installation', person: 'you', to: '2026-11-28', after: '1-2' });
  expect(isFiltered(state)).toBe(true);
  expect(csvPath(state)).toBe('/api/audit.csv?log=installation&person=you&to=2026-11-28');
  expect(isFiltered(load({ log: 'installation' }))).toBe(false);
});

test.each([
  ['admin', true, ['workspace', 'installation']],
  ['owner', false, ['workspace']],
  // Also who is in no workspace: they are shown as one who sees.
  ['viewer', true, ['installation']],
  ['runner', false, []],
] as const)('as %s, site admin: %s, one may read %j', (role, isSiteAdmin, logs) => {
  expect(logsFor(role, isSiteAdmin)).toEqual(logs);
});
