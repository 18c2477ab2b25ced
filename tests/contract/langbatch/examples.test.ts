import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { chatLine, useLibraryWorld } from './library-world.ts';

const projectDir = join(import.meta.dirname, '../../..');
const world = useLibraryWorld();

/** Runs an example as a user does. Rejects when it ends with another code than 0. */
async function run(name: string, args: readonly string[] = [], variables: Record<string, string> = {}) {
  const { PATH, NODE_ENV } = process.env;
  const env = { PATH, NODE_ENV, LANGBATCH_DATA_DIR: world.directory, ...variables };
  return promisify(execFile)(process.execPath, [join(projectDir, 'examples', name), ...args], {
    cwd: world.directory,
    env,
  });
}

const processFailure = z.object({ code: z.number(), stderr: z.string() });

async function failureOf(running: Promise<unknown>): Promise<z.infer<typeof processFailure>> {
  return processFailure.parse(
    await running.then(
      () => null,
      (error: unknown) => error,
    ),
  );
}

describe('the examples run', () => {
  it('chat completions: create, start, wait, read', async () => {
    const { stdout, stderr } = await run('chat-completions.ts');
    expect(stderr).toBe('');
    expect(stdout).toMatch(
      /is stored, not yet sent\.\n(It is \w+\.\n)+It has ended: completed\.\nParis: .+\nRome: .+\nOslo: .+\n$/s,
    );
  });

  it('embeddings: all of a row, whatever other programs mean by PORT, HOST and DATABASE_URL', async () => {
    const { stdout } = await run('embeddings.ts', [], {
      PORT: 'tcp://10.0.0.1:80',
      HOST: 'box.example',
      DATABASE_URL: 'mysql://elsewhere/db',
    });
    expect(stdout.match(/8 numbers/g)).toHaveLength(3);
    expect(stdout).toMatch(/^fruit 0.*\nfruit 1.*\nvehicles 0/);
  });

  it('retry until done: what can be cured is, and the results are one file', async () => {
    const results = join(world.directory, 'results.jsonl');
    const input = await world.storeFile(
      ['fine', '[[sandbox:429 once]]', '[[sandbox:400]]'].map((text, index) => chatLine(`r${index}`, text)).join('\n'),
    );
    const { stdout } = await run('retry-until-done.ts', [input, results]);
    expect(stdout).toContain('2 succeeded, 1 failed, 0 got no answer.');
    expect(stdout).toContain(`All results are in ${results}`);
    expect((await readFile(results, 'utf8')).trimEnd().split('\n')).toHaveLength(3);
  });

  it('retry until done: broken lines are told one by one', async () => {
    const input = await world.storeFile(`${chatLine('a', 'x')}\n{oops\n`);
    await expect(run('retry-until-done.ts', [input])).rejects.toMatchObject({
      code: 1,
      stderr: 'Line 2: This line is not parseable as valid JSON.\n',
    });
  });

  it('start now, read later: two processes share nothing but the id', async () => {
    const client = { OPENAI_BASE_URL: world.sandbox.baseURL, OPENAI_API_KEY: world.sandbox.apiKey };
    const { stdout: started } = await run('start-now-read-later.ts', [], client);
    const id = /start-now-read-later\.ts (batch_\w+)$/m.exec(started)?.[1] ?? '';
    const { stdout: read } = await run('start-now-read-later.ts', [id], client);
    expect(read).toMatch(/^It is \w+\.\n\d successful, 0 unsuccessful, 0 missing\.\n$/);
    const { stderr } = await failureOf(run('start-now-read-later.ts'));
    expect(stderr).toContain('set OPENAI_API_KEY');
  });
});
