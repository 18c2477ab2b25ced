// Runs before every npm script that needs packages: on the Node the machine has, with nothing installed. It installs
// what the lock file asks for when that is not there, and generates Prisma's client when the schema changed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const oldestNode = [20, 19];
const oldestGlibc = [2, 28];

refuseUnsupported();
if (!isInstalled()) install();
if (!isGenerated()) generate();

function refuseUnsupported() {
  const supported = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];
  const machine = `${process.platform}-${process.arch}`;
  if (process.platform === 'win32') {
    end(
      'LangBatch runs on Linux and macOS: on Windows, run it inside WSL (https://learn.microsoft.com/windows/wsl/install).',
    );
  }
  if (!supported.includes(machine))
    end(`LangBatch does not run on ${machine}: it needs Linux or macOS on x64 or arm64.`);
  if (process.platform === 'linux') refuseOldLibrary();
  if (isOlder(process.versions.node, oldestNode)) {
    end(
      `LangBatch needs Node ${oldestNode.join('.')} or newer, and this is ${process.versions.node}: install a newer one from https://nodejs.org.`,
    );
  }
}

function refuseOldLibrary() {
  Object.assign(process.report, { excludeNetwork: true });
  /** @type {{ header?: { glibcVersionRuntime?: string } }} */
  const report = Object(process.report.getReport());
  const version = report.header?.glibcVersionRuntime;
  if (version === undefined) {
    end('LangBatch does not run on musl systems such as Alpine Linux: use one with glibc, such as Debian or Ubuntu.');
  } else if (isOlder(version, oldestGlibc)) {
    end(`LangBatch needs glibc ${oldestGlibc.join('.')} or newer, and this system has ${version}: use a newer Linux.`);
  }
}

/** Every package of the lock file is there in its version; those for other platforms need not be. */
function isInstalled() {
  const hidden = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(hidden) || !existsSync(join(root, 'node_modules/.bin/node'))) return false;
  const wanted = readPackages(join(root, 'package-lock.json'));
  const found = readPackages(hidden);
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || entry.link) return true;
    const installed = found[path];
    if (installed === undefined) return entry.optional === true || entry.devOptional === true || entry.peer === true;
    const isSame = entry.integrity === undefined || installed.integrity === entry.integrity;
    return isSame && installed.version === entry.version;
  });
}

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, peer?: boolean, link?: boolean }} LockEntry
 * @param {string} path
 * @returns {Record<string, LockEntry>}
 */
function readPackages(path) {
  return Object(JSON.parse(readFileSync(path, 'utf8'))).packages ?? {};
}

function install() {
  say('Installing packages. This takes a minute or two, once.');
  // npm warns of packages that want a newer Node than the machine has: they get it, as everything runs on our own.
  const args = [
    'ci',
    '--include=dev',
    '--include=optional',
    '--ignore-scripts=false',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const { status, error } = run('npm', args);
  if (error !== undefined) end(`npm could not be started (${error.message}): check that npm is installed beside Node.`);
  if (status !== 0) {
    end(
      'The packages could not be installed (npm says why above): check the network and the free space, and run this again.',
    );
  }
  if (!isInstalled())
    end('The packages are installed but not complete: delete the folder node_modules, and run this again.');
}

/** The client is made from the schema by one version of Prisma; its folder says which two made it. */
function schemaStamp() {
  const hash = createHash('sha256');
  for (const path of ['prisma/schema.prisma', 'node_modules/prisma/package.json'])
    hash.update(readFileSync(join(root, path)));
  return hash.digest('hex');
}

function isGenerated() {
  const stamp = join(root, 'lib/db/generated/.stamp');
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === schemaStamp();
}

function generate() {
  const { status, stdout, stderr } = run(
    join(root, 'node_modules/.bin/node'),
    ['node_modules/prisma/build/index.js', 'generate', '--schema', 'prisma/schema.prisma', '--no-hints'],
    'pipe',
  );
  if (status !== 0) end(`Prisma's client could not be generated:\n${stdout ?? ''}${stderr ?? ''}`);
  writeFileSync(join(root, 'lib/db/generated/.stamp'), schemaStamp());
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {'pipe' | ['ignore', 'inherit', 'inherit']} stdio
 */
function run(command, args, stdio = ['ignore', 'inherit', 'inherit']) {
  // Prisma would download an engine that nothing here uses, from a host that many networks block. Any existing
  // program named here keeps it from that, on installing as on generating.
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' };
  return spawnSync(command, args, { cwd: root, stdio, env, encoding: 'utf8' });
}

/**
 * @param {string} version
 * @param {number[]} oldest
 */
function isOlder(version, oldest) {
  const numbers = version.split('.').map(Number);
  for (const [index, least] of oldest.entries()) {
    const number = numbers[index] ?? 0;
    if (number !== least) return number < least;
  }
  return false;
}

/** @param {string} sentence */
function say(sentence) {
  process.stderr.write(`${sentence}\n`);
}

/**
 * @param {string} sentence
 * @returns {never}
 */
function end(sentence) {
  say(sentence);
  process.exit(1);
}
