import { beforeAll, describe, expect, it } from 'vitest';
import { cruiseTree } from './cruise.ts';
import type { CruiseResult } from './cruise.ts';

const value = 'export const value = 1;\n';
const type = 'export type Value = 1;\n';
const uses = (from: string) => `import { value } from '${from}';\nexport const used = value;\n`;
const usesType = (from: string) => `import type { Value } from '${from}';\nexport type Used = Value;\n`;

const packages = [
  'react',
  'next',
  'nuqs',
  '@tanstack/react-query',
  'server-only',
  'better-auth',
  'nodemailer',
  'numfmt',
  'saxes',
  'yauzl',
  'zod',
  '@prisma/client',
  '@prisma/adapter-pg',
];
const devPackages = ['fast-check'];

const targets = {
  'app/page.ts': value,
  'app/_server/context.ts': value,
  'lib/batch/commands/start-batch.ts': value,
  'components/button.ts': value,
  'tests/support/fake.ts': value,
  'scripts/tool.ts': value,
  'lib/errors.ts': value + type,
  'lib/shared/contract/status.ts': value,
  'lib/contracts/provider.ts': type,
  'lib/providers/http/transport.ts': value,
  'lib/providers/openai/adapter.ts': value,
  'lib/contracts/batch-storage.ts': type,
  'lib/storage/file/storage.ts': value,
  'lib/storage/prisma/storage.ts': value,
  'lib/contracts/file-store.ts': type,
  'lib/files/disk.ts': value,
  'lib/jobs/queue.ts': value,
  'lib/db/generated/client.ts': value,
  'lib/wiring/runtime-options.ts': value,
  'lib/batch/store/update-batch.ts': value,
  'lib/batch/steps/step.ts': value,
  'lib/batch/fetching/fetch.ts': value,
  'lib/providers/provider-error.ts': value,
  'lib/batch/commands/command.ts': value,
  'lib/batch/downloads/download.ts': value,
};

// Rule → file that breaks it → what it imports and how it is reported.
const planted: Record<string, Record<string, readonly [specifier: string, reported: string]>> = {
  'lib-knows-no-caller': {
    'lib/batch/names-app.ts': ['#app/page.ts', 'app/page.ts'],
    'lib/batch/names-component.ts': ['#components/button.ts', 'components/button.ts'],
    'lib/batch/names-script.ts': ['../../scripts/tool.ts', 'scripts/tool.ts'],
    'lib/batch/names-test.ts': ['../../tests/support/fake.ts', 'tests/support/fake.ts'],
  },
  'examples-use-the-one-door': { 'examples/reaches-in.ts': ['../lib/errors.ts', 'lib/errors.ts'] },
  'library-knows-no-worker': { 'lib/langbatch/uses-queue.ts': ['../jobs/queue.ts', 'lib/jobs/queue.ts'] },
  'lib-is-free-of-ui': {
    'lib/batch/uses-react.ts': ['react', 'node_modules/react/index.js'],
    'lib/batch/uses-next.ts': ['next', 'node_modules/next/index.js'],
    'lib/batch/uses-nuqs.ts': ['nuqs', 'node_modules/nuqs/index.js'],
    'lib/batch/uses-query.ts': ['@tanstack/react-query', 'node_modules/@tanstack/react-query/index.js'],
  },
  'pages-reach-data-by-verbs': {
    'app/names-store.ts': ['#lib/batch/store/update-batch.ts', 'lib/batch/store/update-batch.ts'],
    'app/takes-context.ts': ['#app/_server/context.ts', 'app/_server/context.ts'],
  },
  'one-room-knows-the-accounts-library': {
    'app/_server/asks-it.ts': ['better-auth', 'node_modules/better-auth/index.js'],
    'lib/accounts/door/asks-it.ts': ['better-auth', 'node_modules/better-auth/index.js'],
  },
  'one-room-sends-mail': {
    'lib/workspaces/sends-it.ts': ['nodemailer', 'node_modules/nodemailer/index.js'],
    'scripts/sends-it.ts': ['nodemailer', 'node_modules/nodemailer/index.js'],
  },
  'one-room-reads-tables': {
    'lib/batch/steps/unpacks-it.ts': ['yauzl', 'node_modules/yauzl/index.js'],
    'lib/tables/template/shows-it.ts': ['numfmt', 'node_modules/numfmt/index.js'],
    'scripts/parses-it.ts': ['saxes', 'node_modules/saxes/index.js'],
  },
  'components-know-no-app': { 'components/names-app.ts': ['#app/page.ts', 'app/page.ts'] },
  'components-take-only-types-from-lib': { 'components/takes-value.ts': ['#lib/errors.ts', 'lib/errors.ts'] },
  'templates-only-think': { 'lib/tables/template/names-errors.ts': ['#lib/errors.ts', 'lib/errors.ts'] },
  'app-knows-no-tests-or-scripts': {
    'app/names-test.ts': ['../tests/support/fake.ts', 'tests/support/fake.ts'],
    'worker.ts': ['./scripts/tool.ts', 'scripts/tool.ts'],
  },
  'shared-stands-alone': { 'lib/shared/names-lib.ts': ['#lib/errors.ts', 'lib/errors.ts'] },
  'shared-runs-in-the-browser': { 'lib/shared/uses-node.ts': ['node:fs', 'fs'] },
  'streams-know-no-domain': { 'lib/streams/names-queue.ts': ['#lib/jobs/queue.ts', 'lib/jobs/queue.ts'] },
  'providers-do-not-know-each-other': {
    'lib/providers/azure-openai/adapter.ts': ['#lib/providers/openai/adapter.ts', 'lib/providers/openai/adapter.ts'],
  },
  'only-the-wiring-names-adapters': {
    'lib/batch/names-storage.ts': ['#lib/storage/prisma/storage.ts', 'lib/storage/prisma/storage.ts'],
    'lib/batch/names-files.ts': ['#lib/files/disk.ts', 'lib/files/disk.ts'],
    'app/_server/names-provider.ts': ['#lib/providers/openai/adapter.ts', 'lib/providers/openai/adapter.ts'],
  },
  'adapters-do-not-know-other-kinds': {
    'lib/storage/prisma/names-files.ts': ['#lib/files/disk.ts', 'lib/files/disk.ts'],
    'lib/providers/openai/names-storage.ts': ['#lib/storage/file/storage.ts', 'lib/storage/file/storage.ts'],
  },
  'wiring-is-at-the-top': {
    'lib/batch/names-wiring.ts': ['#lib/wiring/runtime-options.ts', 'lib/wiring/runtime-options.ts'],
  },
  'record-is-pure': { 'lib/record/names-batch.ts': ['#lib/jobs/queue.ts', 'lib/jobs/queue.ts'] },
  'contracts-know-no-adapter': { 'lib/contracts/names-queue.ts': ['#lib/jobs/queue.ts', 'lib/jobs/queue.ts'] },
  'reads-change-nothing': {
    'lib/batch/reads/saves.ts': ['../store/update-batch.ts', 'lib/batch/store/update-batch.ts'],
    'lib/batch/downloads/commands.ts': ['../commands/command.ts', 'lib/batch/commands/command.ts'],
    'lib/batch/results/saves.ts': ['../store/update-batch.ts', 'lib/batch/store/update-batch.ts'],
  },
  'steps-and-commands-meet-in-the-record': {
    'lib/batch/steps/commands.ts': ['../commands/command.ts', 'lib/batch/commands/command.ts'],
    'lib/batch/commands/steps.ts': ['../steps/step.ts', 'lib/batch/steps/step.ts'],
  },
  'providers-are-called-by-steps': {
    'lib/batch/commands/calls.ts': ['#lib/providers/provider-error.ts', 'lib/providers/provider-error.ts'],
    'lib/batch/upkeep/fetches.ts': ['../fetching/fetch.ts', 'lib/batch/fetching/fetch.ts'],
  },
  'tools-know-no-batch': {
    'lib/sandbox/starts-batch.ts': ['#lib/batch/commands/start-batch.ts', 'lib/batch/commands/start-batch.ts'],
    'lib/dialects/openai/names-queue.ts': ['#lib/jobs/queue.ts', 'lib/jobs/queue.ts'],
    'lib/tables/read/loads-batch.ts': ['#lib/batch/commands/start-batch.ts', 'lib/batch/commands/start-batch.ts'],
  },
  'results-know-no-download': {
    'lib/batch/results/downloads.ts': ['../downloads/download.ts', 'lib/batch/downloads/download.ts'],
  },
  'prisma-stays-in-its-homes': {
    'lib/index/uses-generated-client.ts': ['#lib/db/generated/client.ts', 'lib/db/generated/client.ts'],
    'lib/index/uses-client.ts': ['@prisma/client', 'node_modules/@prisma/client/index.js'],
    'app/uses-adapter.ts': ['@prisma/adapter-pg', 'node_modules/@prisma/adapter-pg/index.js'],
  },
  'server-only-stays-in-app-server': { 'app/guarded.ts': ['server-only', 'node_modules/server-only/index.js'] },
  'no-dev-dependency-in-the-product': { 'app/checks.ts': ['fast-check', 'node_modules/fast-check/index.js'] },
  'everything-resolves': { 'app/lost.ts': ['#lib/nowhere.ts', '#lib/nowhere.ts'] },
};

const lawful = {
  'app/uses-library.ts': uses('#lib/errors.ts'),
  'app/uses-verb.ts': uses('#lib/batch/commands/start-batch.ts'),
  'app/_server/uses-store.ts': uses('#lib/batch/store/update-batch.ts'),
  'app/_server/guard.ts': uses('server-only'),
  'components/takes-type.ts': usesType('#lib/errors.ts'),
  'components/takes-shared-value.ts': uses('#lib/shared/contract/status.ts'),
  'lib/wiring/runtime.ts': uses('#lib/storage/prisma/storage.ts'),
  'lib/langbatch/defaults.ts': uses('#lib/files/disk.ts'),
  'lib/db/client.ts': uses('@prisma/client'),
  'lib/notify/sends-it.ts': uses('nodemailer'),
  'lib/storage/prisma/rows.ts': uses('#lib/db/generated/client.ts'),
  'lib/providers/openai/contract.ts': usesType('#lib/contracts/provider.ts'),
  'lib/providers/openai/transport.ts': uses('../http/transport.ts'),
  'lib/shared/input.ts': uses('zod'),
  'lib/streams/stops.ts': uses('#lib/errors.ts'),
  'lib/storage/file/brings-its-disk.ts': uses('#lib/files/disk.ts'),
};

describe('the boundary rules', () => {
  let result: CruiseResult;
  const found = (rule: string) =>
    result.violations.filter((violation) => violation.rule === rule).map(({ from, to }) => ({ from, to }));

  beforeAll(async () => {
    const violating = Object.values(planted)
      .flatMap((files) => Object.entries(files))
      .map(([path, [specifier]]) => [path, uses(specifier)] as const);
    const cycles = {
      'lib/cycle/a.ts': uses('./b.ts') + value,
      'lib/cycle/b.ts': uses('./a.ts') + value,
      'lib/type-cycle/a.ts': usesType('./b.ts') + type,
      'lib/type-cycle/b.ts': usesType('./a.ts') + type,
    };
    result = await cruiseTree(
      { ...targets, ...lawful, ...cycles, ...Object.fromEntries(violating) },
      packages,
      devPackages,
    );
  });

  it.each(Object.keys(planted))('%s refuses exactly what was planted', (rule) => {
    const expected = Object.entries(planted[rule] ?? {}).map(([from, [, to]]) => ({ from, to }));
    expect(found(rule).toSorted(byFrom)).toEqual(expected.toSorted(byFrom));
  });

  it('no-cycle refuses a cycle of values, and one of types alone', () => {
    expect(found('no-cycle').map(({ from }) => from)).toEqual(['lib/cycle/a.ts', 'lib/type-cycle/a.ts']);
  });

  it('every rule has a planted violation', async () => {
    const { default: config } = await import('../../.dependency-cruiser.mjs');
    const rules = config.forbidden.map((rule) => rule.name);
    expect(new Set(rules)).toEqual(new Set([...Object.keys(planted), 'no-cycle']));
  });
});

function byFrom(left: { from: string }, right: { from: string }): number {
  return left.from.localeCompare(right.from);
}
