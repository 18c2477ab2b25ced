import { expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { defineVerb, type InputOf, type ValueOf, noInput } from '#lib/verbs/define-verb.ts';
import { createBatchWorld } from '#tests/support/batch-world.ts';

const { ctx } = createBatchWorld();

const double = defineVerb({
  name: 'double',
  right: 'run',
  audit: 'none',
  input: z.object({ count: z.number().int('Give a whole number.').default(1) }),
  run: async (_ctx, { count }) => 2 * count,
});

it('a verb parses what it is called with, defaults included', async () => {
  await expect(double(ctx, {})).resolves.toBe(2);
  await expect(double(ctx, { count: 4 })).resolves.toBe(8);
  await expect(double(ctx, { count: 1.5 })).rejects.toMatchObject({
    code: 'invalid_input',
    fields: { count: 'Give a whole number.' },
  });
});

it('a verb tells somebody without its right what role they have and what it takes, before it looks at the input', async () => {
  await expect(double({ ...ctx, role: 'viewer' }, 'nonsense')).rejects.toMatchObject({
    code: 'forbidden',
    message:
      'Your role in the workspace Local is viewer. To do this you must be a runner, an admin or an owner. Ask an admin of the workspace.',
  });
});

it('a verb tells a program that its token is what allows too little', async () => {
  const read = { ...ctx, role: 'viewer', scope: 'read' } as const;
  await expect(double(read)).rejects.toMatchObject({
    code: 'forbidden',
    message: 'This token has scope read. Create one with scope run on the Account page.',
  });
  const manage = defineVerb({ name: 'manage', right: 'admin', audit: 'none', input: noInput, run: async () => 'done' });
  await expect(manage({ ...ctx, role: 'runner', scope: 'run' })).rejects.toMatchObject({
    message: 'This token has scope run. Sign in to do this.',
  });
});

it('a verb carries its name, its right and the types of its input and value', async () => {
  const input: InputOf<typeof double> = {};
  const value: ValueOf<typeof double> = await double(ctx, input);
  expect([double.name, double.right, value]).toEqual(['double', 'run', 2]);
  const idle = defineVerb({ name: 'idle', right: 'see', audit: 'none', input: noInput, run: async () => 'done' });
  await expect(idle(ctx)).resolves.toBe('done');
});

it('a verb without a right, or without its line for the audit log, does not compile', () => {
  const lawless = { name: 'lawless', input: noInput, run: async () => undefined };
  const [see, none] = [{ right: 'see' } as const, { audit: 'none' } as const];
  type Definition = Parameters<typeof defineVerb>[0];
  expectTypeOf({ ...lawless, ...see, ...none }).toExtend<Definition>();
  expectTypeOf({ ...lawless, ...none }).not.toExtend<Definition>();
  expectTypeOf({ ...lawless, ...see }).not.toExtend<Definition>();
});

it('a verb that changes something does not compile without its words for the audit log', () => {
  const changing = { audit: 'noted', right: 'run', input: noInput, run: async () => undefined } as const;
  type Definition = Parameters<typeof defineVerb>[0];
  expectTypeOf({ ...changing, name: 'startBatch' as const }).toExtend<Definition>();
  expectTypeOf({ ...changing, name: 'unheardOf' as const }).not.toExtend<Definition>();
});
