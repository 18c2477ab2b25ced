import { watch } from 'node:fs';
import { join } from 'node:path';
import { originOf } from '#lib/config/env.ts';
import type { Settings } from '#lib/config/env.ts';
import { keepSecrets } from '#lib/config/kept-secrets.ts';
import { migrateDatabase } from '#lib/db/migrate.ts';
import { AppError } from '#lib/errors.ts';
import { findFreePort, isPortFree } from '#lib/net/free-port.ts';
import { takeRememberedPort } from '#lib/net/remembered-port.ts';
import { ensureBuilt } from './build.ts';
import { openDataFolder, startLog } from './data-folder.ts';
import { runDatabase } from './database.ts';
import { lockDataFolder, removeAddress, writeAddress } from './folder-lock.ts';
import { nodeFlags } from './node-flags.ts';
import { prepareAccounts } from './set-up-link.ts';
import { superviseProcess } from './supervised-process.ts';
import type { SupervisedProcess } from './supervised-process.ts';

export type LaunchOptions = {
  readonly projectDir: string;
  readonly settings: Settings;
  readonly isDevelopment: boolean;
  /** Handed on to the processes that are started. */
  readonly environment: NodeJS.ProcessEnv;
  /** The address, once it is served. */
  readonly announce: (sentence: string) => void;
  /** What takes a while, and what goes wrong. */
  readonly say: (sentence: string) => void;
  /** Aborted when it is time to stop. */
  readonly signal: AbortSignal;
  /** Aborted when stopping has to be quick: processes are killed, the database is stopped all the same. */
  readonly hurry: AbortSignal;
};

/** Something that runs, to be stopped in the reverse order of starting. */
type Part = { stop(hurry: AbortSignal): Promise<void> };

const lockTimeoutMs = 300_000;
const stopTimeoutMs = 20_000;
const reloadPauseMs = 300;

/**
 * Runs the product until `signal` aborts, then stops its parts: web, worker, sandbox, database. Gives the address and
 * ends at once when this data folder is served already. Throws `AppError` with what to do when it can't start.
 */
export async function launch(options: LaunchOptions): Promise<void> {
  const { settings, announce, signal } = options;
  await openDataFolder(settings.dataDir);
  // Only a launcher of everything owns its data folder; web and worker processes may share one.
  const held = settings.role === 'all' ? await lockDataFolder(settings.dataDir, lockTimeoutMs) : null;
  if (held !== null && held.lock === null) {
    announce(`LangBatch already runs at ${held.address}`);
    return;
  }
  const parts: Part[] = [];
  try {
    const { address, setUpLink } = await start(options, parts);
    if (held !== null) await writeAddress(settings.dataDir, address);
    announce(settings.role === 'worker' ? 'The LangBatch worker runs.' : `LangBatch runs at ${address}`);
    // On a line of its own: terminals make a link of it.
    if (setUpLink !== null)
      announce(`Create the owner account within a day, at this link, which works once:\n${setUpLink}`);
    await aborted(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    if (held !== null) await removeAddress(settings.dataDir);
    await stopAll(parts, options);
    held?.lock?.release();
  }
}

/** In the reverse order of starting. One that does not stop keeps no other from being stopped. */
async function stopAll(parts: readonly Part[], { hurry, say }: LaunchOptions): Promise<void> {
  for (const part of parts.toReversed()) {
    try {
      await part.stop(hurry);
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
    }
  }
}

interface Started {
  readonly address: string;
  /** Where the first owner makes their account; null when nobody has to. */
  readonly setUpLink: string | null;
}

async function start(options: LaunchOptions, parts: Part[]): Promise<Started> {
  const { settings, signal } = options;
  const hasWeb = settings.role !== 'worker';
  const port = hasWeb ? await takePort(settings.host, settings.port) : settings.port;
  if (hasWeb && !options.isDevelopment) {
    const logFile = join(settings.dataDir, 'logs', 'build.log');
    await ensureBuilt({ ...options, logFile });
  }
  const environment = await prepareEnvironment(options, parts, port);
  const databaseUrl = environment['DATABASE_URL'] ?? '';
  await migrateDatabase({ databaseUrl });
  signal.throwIfAborted();

  const processes = await startProcesses(options, environment);
  parts.push(...processes);
  if (options.isDevelopment) parts.push(restartOnChange(options.projectDir, processes));
  await Promise.race([Promise.all(processes.map(({ ready }) => ready)), aborted(signal)]);
  signal.throwIfAborted();
  const isAsSet = settings.port === port || environment['LANGBATCH_URL'] !== undefined;
  const address = isAsSet ? settings.publicOrigins[0] : originOf(settings.host, port);
  if (!hasWeb) return { address, setUpLink: null };
  const { areOn, setUpPath } = await prepareAccounts(settings, databaseUrl);
  if (settings.mail !== null && !areOn)
    options.say('LANGBATCH_SMTP_URL is set, but nobody signs in here, so no mail is sent.');
  return { address, setUpLink: setUpPath === null ? null : `${address}${setUpPath}` };
}

async function takePort(host: string, port: number): Promise<number> {
  if (port === 0) return findFreePort(host);
  if (await isPortFree(host, port)) return port;
  throw new AppError(
    'conflict',
    `Port ${port} of ${host} is taken: end the program that listens there, or set PORT to another one, as in PORT=${port + 1} npm start.`,
  );
}

/** Everything that the processes have to know, as the variables that a person could have set. */
async function prepareEnvironment(options: LaunchOptions, parts: Part[], port: number): Promise<NodeJS.ProcessEnv> {
  const { settings, say } = options;
  const { dataDir, sandbox } = settings;
  let { databaseUrl } = settings;
  if (databaseUrl === null) {
    const database = await runDatabase(dataDir, say);
    parts.push(database);
    databaseUrl = database.url;
  }
  const sandboxPort = sandbox.isOn
    ? (sandbox.port ?? (await takeRememberedPort(join(dataDir, 'sandbox-port'), '127.0.0.1')))
    : null;
  const sandboxUrl = sandboxPort === null ? sandbox.url : `http://127.0.0.1:${sandboxPort}`;
  return {
    ...options.environment,
    NODE_ENV: options.isDevelopment ? 'development' : 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    HOST: settings.host,
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    LANGBATCH_DATA_DIR: dataDir,
    ...(settings.secret === null ? await keptSecrets(dataDir) : { LANGBATCH_SECRET: settings.secret }),
    ...(sandboxUrl === null ? {} : { LANGBATCH_SANDBOX_URL: sandboxUrl }),
    ...(sandboxPort === null ? {} : { LANGBATCH_SANDBOX_PORT: String(sandboxPort) }),
  };
}

async function keptSecrets(dataDir: string): Promise<Record<string, string>> {
  const { secret, previousSecret } = await keepSecrets(dataDir);
  return {
    LANGBATCH_SECRET: secret,
    ...(previousSecret === null ? {} : { LANGBATCH_SECRET_PREVIOUS: previousSecret }),
  };
}

/** Sandbox, worker and web, as the role has them; stopped in the reverse of this order. */
async function startProcesses(options: LaunchOptions, environment: NodeJS.ProcessEnv): Promise<SupervisedProcess[]> {
  const { projectDir, settings, isDevelopment, say } = options;
  const scripts: [name: string, isWanted: boolean, args: string[]][] = [
    ['sandbox', settings.sandbox.isOn, ['lib/sandbox/main.ts']],
    ['worker', settings.role !== 'web', [...nodeFlags.worker, 'worker.ts']],
    [
      'web server',
      settings.role !== 'worker',
      [...nodeFlags.web, 'scripts/web.ts', ...(isDevelopment ? ['--dev'] : [])],
    ],
  ];
  const processes: SupervisedProcess[] = [];
  for (const [name, isWanted, args] of scripts) {
    if (!isWanted) continue;
    // On a machine of its own, a single role writes where that machine collects its logs.
    const logFile = settings.role === 'all' ? await startLog(settings.dataDir, name.replace(' server', '')) : null;
    processes.push(superviseProcess({ name, args, cwd: projectDir, environment, logFile, say, stopTimeoutMs }));
  }
  return processes;
}

/** Next reloads pages by itself; what runs in plain Node is started again when its sources change. */
function restartOnChange(projectDir: string, processes: readonly SupervisedProcess[]): Part {
  let pause: NodeJS.Timeout | undefined;
  const watcher = watch(join(projectDir, 'lib'), { recursive: true }, () => {
    clearTimeout(pause);
    pause = setTimeout(() => {
      for (const supervised of processes) if (supervised.name !== 'web server') supervised.restart();
    }, reloadPauseMs);
  });
  return {
    stop: () => {
      clearTimeout(pause);
      watcher.close();
      return Promise.resolve();
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
