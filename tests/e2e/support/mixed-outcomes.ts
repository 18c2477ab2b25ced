import { randomUUID } from 'node:crypto';
import { chatLine } from './jsonl-file.ts';

const requests = [
  { customId: 'good-1' },
  { customId: 'long-1', text: 'Read all of this. [[sandbox:400]]' },
  { customId: 'fault-1', text: 'A bad moment. [[sandbox:500 once]]' },
  { customId: 'good-2' },
  { customId: 'lost-1', text: 'Nobody hears this. [[sandbox:missing once]]' },
  { customId: 'fault-2', text: 'A bad moment. [[sandbox:500 once]]' },
  { customId: 'good-3' },
  { customId: 'long-2', text: 'Read all of this. [[sandbox:400]]' },
  { customId: 'lost-2', text: 'Nobody hears this. [[sandbox:missing once]]' },
  { customId: 'fault-3', text: 'A bad moment. [[sandbox:500 once]]' },
  { customId: 'good-4' },
];

/**
 * Eleven requests on the sandbox: four succeed, two never will, five succeed when they are sent again. Their bodies
 * are new each time, as `once` means once for the same custom_id and body.
 */
export function mixedLines(): string[] {
  const user = randomUUID();
  return requests.map((request) => chatLine({ ...request, body: { user } }));
}
