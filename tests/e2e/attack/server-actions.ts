import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Answer, send } from './send.ts';

const manifestSchema = z.object({
  node: z.record(z.string(), z.object({ exportedName: z.string(), workers: z.record(z.string(), z.unknown()) })),
});

export interface ServerAction {
  readonly name: string;
  /** Under which the build serves it. */
  readonly id: string;
  /** Of a page that it can be called from. */
  readonly path: string;
}

/** Every server action of the build that is there, by its manifest: what no page uses has none. */
export async function readServerActions(): Promise<readonly ServerAction[]> {
  const file = join(import.meta.dirname, '../../../.next/server/server-reference-manifest.json');
  const { node } = manifestSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  return Object.entries(node)
    .map(([id, { exportedName, workers }]) => ({ name: exportedName, id, path: pathOf(Object.keys(workers)) }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** `app/(dashboard)/batches/[batchId]/page` is one of `/batches/none`. */
function pathOf([worker = '']: readonly string[]): string {
  return worker
    .replace(/^app/u, '')
    .replace(/\/page$/u, '')
    .replaceAll(/\/\([^)]+\)/gu, '')
    .replaceAll(/\[[^\]]+\]/gu, 'none');
}

const resultSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: z.object({ code: z.string(), message: z.string() }) }),
]);
type Result = z.infer<typeof resultSchema>;

export interface Called extends Answer {
  /** What the action said; null where it was not reached. */
  readonly result: Result | null;
}

/** Calls an action as a page does, with the arguments or with a body that no page would send. */
export async function callAction(
  origin: string,
  action: ServerAction,
  given: readonly unknown[] | string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Called> {
  const answer = await send(origin, {
    method: 'POST',
    path: action.path,
    headers: {
      'next-action': action.id,
      accept: 'text/x-component',
      'content-type': 'text/plain;charset=UTF-8',
      origin,
      ...headers,
    },
    body: typeof given === 'string' ? given : JSON.stringify(given),
  });
  return { ...answer, result: readResult(answer.text) };
}

/** Of React's lines the one that the action's answer is in. */
function readResult(text: string): Result | null {
  const line = /^1:(\{"ok":.+)$/mu.exec(text)?.[1];
  return line === undefined ? null : resultSchema.parse(JSON.parse(line));
}
