// A process of its own for one side of a measurement: neither its memory nor its compiled code is touched by
// the other side.
import { z } from 'zod';
import { type Figures, works } from './works.ts';

const workNames = z.enum(Object.keys(works).filter((name): name is keyof typeof works => name in works));
const callSchema = z.object({ id: z.number(), name: workNames, input: z.unknown() });

async function answer(message: unknown): Promise<void> {
  const { id, name, input } = callSchema.parse(message);
  try {
    const figures: Figures = await works[name](input);
    process.send?.({ id, figures, peakBytes: process.resourceUsage().maxRSS * 1024 });
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

process.on('message', (message) => void answer(message));
process.on('disconnect', () => process.exit(0));
