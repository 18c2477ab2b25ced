import { availableParallelism } from 'node:os';
import { defineConfig } from '@playwright/test';

// Chromium refuses to run as root inside its sandbox, and would talk to its maker on its own.
const args = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const executablePath = process.env['CHROMIUM_PATH'];

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.spec.ts',
  ...(process.env['LANGBATCH_TEST_FULL'] === undefined ? { testIgnore: '**/*.full.spec.ts' } : {}),
  globalSetup: './tests/e2e/support/start-product.ts',
  outputDir: 'test-results',
  forbidOnly: true,
  // One more than there are cores: what a test waits for is often a batch or a process.
  workers: availableParallelism() + 1,
  fullyParallel: true,
  // Bounds for a busy machine: what is waited for is a state, and comes in a second or two.
  timeout: 600_000,
  expect: { timeout: 60_000 },
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 800 },
    // Recording them takes as long as the tests do: `npx playwright test <spec> --trace on` shows one.
    trace: 'off',
    launchOptions: { args, ...(executablePath === undefined ? {} : { executablePath }) },
  },
});
