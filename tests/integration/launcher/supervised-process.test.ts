import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { superviseProcess } from '#scripts/launcher/supervised-process.ts';
import type { SupervisedProcess } from '#scripts/launcher/supervised-process.ts';
import { makeFolder } from './temporary-folder.ts';

type Supervision = { process: SupervisedProcess; said: string[]; folder: string; logFile: string };

const stayAlive = 'setInterval(() => {}, 60_000);';
const countStart = `import { appendFileSync } from 'node:fs'; appendFileSync('starts', process.pid + '\\n');`;

async function supervise(script: string): Promise<Supervision> {
  const folder = await makeFolder({ 'child.mjs': script });
  const logFile = join(folder, 'child.log');
  await writeFile(logFile, '');
  const said: string[] = [];
  const process_ = superviseProcess({
    name: 'worker',
    args: ['child.mjs'],
    cwd: folder,
    environment: process.env,
    logFile,
    say: (sentence) => said.push(sentence),
    stopTimeoutMs: 300,
  });
  onTestFinished(() => process_.stop());
  return { process: process_, said, folder, logFile };
}

async function readPids(folder: string): Promise<number[]> {
  return (await readFile(join(folder, 'starts'), 'utf8')).trim().split('\n').map(Number);
}

describe('a supervised process', () => {
  it('is ready when it says so', async () => {
    const { process: supervised } = await supervise(`process.send({ type: 'ready' }); ${stayAlive}`);
    await expect(supervised.ready).resolves.toBe(undefined);
  });

  it.each([
    [
      'what it logged',
      `console.log('{"level":"error","event":"worker failed","error":{"message":"The database is gone."}}'); process.exit(3);`,
      'worker failed (The database is gone.)',
    ],
    ['what it threw', `throw new TypeError('The port is a word.');`, 'The port is a word.'],
  ])('that ends before it is ready fails the start with %s', async (_, script, reason) => {
    const { process: supervised, logFile } = await supervise(script);
    await expect(supervised.ready).rejects.toThrow(`The worker did not start: ${reason} Its log is ${logFile}.`);
  });

  it('that says why it cannot start fails the start with that sentence alone', async () => {
    const { process: supervised } = await supervise(
      `process.send({ type: 'failed', message: 'The secret is another one.' }); process.exit(1);`,
    );
    await expect(supervised.ready).rejects.toThrow(/^The worker did not start: The secret is another one\.$/);
  });

  it('is started again when it is killed, and the terminal says so', async () => {
    const {
      process: supervised,
      said,
      folder,
    } = await supervise(`${countStart} process.send({ type: 'ready' }); ${stayAlive}`);
    await supervised.ready;
    const [first = 0] = await readPids(folder);
    process.kill(first, 'SIGKILL');
    await vi.waitFor(async () => expect(await readPids(folder)).toHaveLength(2), { timeout: 10_000 });
    expect(said).toEqual([expect.stringMatching(/^The worker ended \(SIGKILL\) and is started again\. Its log is /)]);
  });

  it('is started again without a word when its sources changed', async () => {
    const {
      process: supervised,
      said,
      folder,
    } = await supervise(`${countStart} process.send({ type: 'ready' }); ${stayAlive}`);
    await supervised.ready;
    supervised.restart();
    await vi.waitFor(async () => expect(await readPids(folder)).toHaveLength(2), { timeout: 10_000 });
    expect(said).toEqual([]);
  });

  it('is asked to stop, and killed when it does not', async () => {
    const { process: supervised, folder } = await supervise(
      `${countStart} process.on('SIGTERM', () => {}); process.send({ type: 'ready' }); ${stayAlive}`,
    );
    await supervised.ready;
    const [pid = 0] = await readPids(folder);
    await supervised.stop();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect(await readPids(folder)).toHaveLength(1);
  });
});
