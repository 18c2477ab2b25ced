import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { AppError } from '#lib/errors.ts';

const projectDir = join(import.meta.dirname, '..');
const versionTimeoutMs = 20_000;
const downloadTimeoutMs = 300_000;

const systemPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Gives what went wrong, or an empty string. */
type Installer = (say: (sentence: string) => void) => Promise<string>;

/** The ways to get a browser, in order; each may fail, and the next is tried. */
const installers: readonly Installer[] = [installWithPlaywright, installWithApt];

/**
 * The path of a Chromium that starts on this machine: the one in CHROMIUM_PATH, an installed one, or one that it
 * installs. Throws `AppError` when there is none and none can be had.
 */
export async function ensureBrowser(say: (sentence: string) => void): Promise<string> {
  const wanted = process.env['CHROMIUM_PATH'];
  if (wanted !== undefined && wanted !== '') {
    if (await starts(wanted)) return wanted;
    throw new AppError(
      'invalid_input',
      `CHROMIUM_PATH is ${wanted}, which does not start: unset it, or name another browser.`,
    );
  }
  const problems: string[] = [];
  for (const install of [null, ...installers]) {
    if (install !== null) problems.push(await install(say));
    for (const place of [...systemPlaces, chromium.executablePath()]) {
      if (existsSync(place) && (await starts(place))) return place;
    }
  }
  throw new AppError(
    'not_found',
    `There is no Chromium for the tests, and none could be installed: install one, and name it in CHROMIUM_PATH.\n${problems.join('\n')}`,
  );
}

/** A browser that lacks a library of the system, and Ubuntu's placeholder for a snap, are there and don't start. */
function starts(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(path, ['--version'], { timeout: versionTimeoutMs }, (error, stdout) => {
      resolve(error === null && /\d+\.\d+/.test(stdout));
    });
  });
}

async function installWithPlaywright(say: (sentence: string) => void): Promise<string> {
  say('Installing a browser for the tests, once.');
  const cli = join(projectDir, 'node_modules/@playwright/test/cli.js');
  // As root it also installs the libraries that the browser needs.
  const withLibraries = isRoot() && existsSync('/usr/bin/apt-get') ? ['--with-deps'] : [];
  return run(process.execPath, [cli, 'install', ...withLibraries, 'chromium']);
}

async function installWithApt(say: (sentence: string) => void): Promise<string> {
  if (!isRoot() || !existsSync('/usr/bin/apt-get')) return '';
  say('Installing the system’s Chromium instead.');
  const update = await run('apt-get', ['update']);
  return update + (await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-liberation']));
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Runs an installer to its end and gives what it wrote. Whether it helped is seen by looking for the browser again. */
function run(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const environment = { DEBIAN_FRONTEND: 'noninteractive', PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '20000' };
    execFile(
      command,
      args,
      { timeout: downloadTimeoutMs, env: { ...process.env, ...environment }, maxBuffer: 64 * 1024 ** 2 },
      (error, stdout, stderr) => resolve(error === null ? '' : `${stdout}\n${stderr}`.trim()),
    );
  });
}
