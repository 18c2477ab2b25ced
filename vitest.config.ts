import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import type { TestProjectInlineConfiguration } from 'vitest/config';

// npm run test:full: what takes too long to run on every change.
const isFull = process.env['LANGBATCH_TEST_FULL'] !== undefined;
// A bound for what never ends: nothing here is judged by how fast it is, as a busy machine takes twenty times as long.
const busyMs = 600_000;
const databaseServer = ['tests/support/database-server.ts'];

function project(name: string, globalSetup: string[] = [], testTimeout = busyMs): TestProjectInlineConfiguration {
  const include = [`tests/${name}/**/*.test.ts`];
  // No test mocks a module or keeps anything in one, so files share a process: importing again took most of the time.
  // Contract tests look at the memory of theirs.
  const isolate = name === 'contract';
  return { extends: true, test: { name, include, globalSetup, testTimeout, hookTimeout: busyMs, isolate } };
}

export default defineConfig({
  test: {
    environment: 'node',
    setupFiles: ['tests/support/fail-on-console.ts'],
    unstubEnvs: true,
    unstubGlobals: true,
    restoreMocks: true,
    // One more than there are cores: many tests wait for a process or the database.
    maxWorkers: availableParallelism() + 1,
    projects: [
      project('unit'),
      project('contract', databaseServer),
      project('integration', databaseServer),
      project('architecture'),
      ...(isFull ? [project('full', databaseServer, 1_800_000)] : []),
    ],
  },
});
