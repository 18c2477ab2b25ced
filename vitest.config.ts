import { defineConfig } from 'vitest/config';

const project = (name: string, testTimeoutMs: number) => ({
  extends: true as const,
  test: { name, include: [`tests/${name}/**/*.test.ts`], testTimeout: testTimeoutMs, hookTimeout: 60_000 },
});

export default defineConfig({
  test: {
    environment: 'node',
    setupFiles: ['tests/support/fail-on-console.ts'],
    unstubEnvs: true,
    unstubGlobals: true,
    restoreMocks: true,
    projects: [
      project('unit', 10_000),
      project('contract', 30_000),
      project('integration', 60_000),
      project('architecture', 60_000),
    ],
  },
});
