// npm test, and with --full npm run test:full: everything there is to prove, then one line of what came out.
import { spawn } from 'node:child_process';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { AppError } from '#lib/errors.ts';
import { ensureBrowser } from './ensure-browser.ts';
import { ensureBuilt } from './launcher/build.ts';
import { countPlaywright, countVitest } from './test-counts.ts';
import type { Counts } from './test-counts.ts';

const projectDir = join(import.meta.dirname, '..');
const binDir = join(projectDir, 'node_modules/.bin');
const isFull = process.argv.includes('--full');
const reports = await mkdtemp(join(tmpdir(), 'langbatch-reports-'));
const environment = {
  ...process.env,
  PATH: `${binDir}${delimiter}${process.env['PATH'] ?? ''}`,
  NEXT_TELEMETRY_DISABLED: '1',
  ...(isFull ? { LANGBATCH_TEST_FULL: '1' } : {}),
};

// Vitest leaves a third of two cores idle, which is enough for what only reads the sources.
const [vitestCounts, check] = await Promise.all([runVitest(), checkAndBuild()]);
process.stdout.write(check.output);
const counts = [vitestCounts, await runPlaywright()];
await rm(reports, { recursive: true, force: true });

const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
if (!check.isTidy) console.log('npm run check found something: see above.');
process.exitCode = check.isTidy && failed === 0 && passed > 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed`);

/** Runs every check, then builds the pages for the tests in a browser, which say so if they cannot be built. */
async function checkAndBuild(): Promise<{ readonly isTidy: boolean; readonly output: string }> {
  const logFile = join(reports, 'check.log');
  const log = await open(logFile, 'w');
  const code = await run('npm', ['run', '--silent', 'check'], {}, log.fd);
  await log.close();
  const output = await readFile(logFile, 'utf8');
  const signal = new AbortController().signal;
  try {
    const say = (): void => {};
    await ensureBuilt({ projectDir, logFile: join(reports, 'build.log'), environment: process.env, say, signal });
  } catch (error) {
    if (!AppError.is(error)) throw error;
  }
  return { isTidy: code === 0, output };
}

async function runVitest(): Promise<Counts> {
  const report = join(reports, 'vitest.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await run('vitest', ['run', ...reporters]);
  return readCounts(report, code, countVitest);
}

async function runPlaywright(): Promise<Counts> {
  const report = join(reports, 'playwright.json');
  try {
    const code = await run('playwright', ['test', '--reporter=list,json'], {
      CHROMIUM_PATH: await ensureBrowser((sentence) => console.error(sentence)),
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    });
    return await readCounts(report, code, countPlaywright);
  } catch (error) {
    if (!AppError.is(error)) throw error;
    console.error(error.message);
    return { passed: 0, failed: 1 };
  }
}

/** A run that failed as a whole, such as in its set-up, counts as one failure when no test did. */
async function readCounts(report: string, code: number, count: (report: unknown) => Counts): Promise<Counts> {
  const text = await readFile(report, 'utf8').catch(() => null);
  const counted = text === null ? { passed: 0, failed: 0 } : count(JSON.parse(text));
  return code !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
}

function run(
  command: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
  output: 'inherit' | number = 'inherit',
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: projectDir,
      stdio: ['inherit', output, output],
      env: { ...environment, ...variables },
    });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
