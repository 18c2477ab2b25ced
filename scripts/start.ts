// npm start, and with --dev npm run dev
import { join } from 'node:path';
import { readProcessSettings } from '#lib/config/process-env.ts';
import { AppError } from '#lib/errors.ts';
import { launch } from './launcher/launch.ts';

const projectDir = join(import.meta.dirname, '..');
const stopping = new AbortController();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // The second time somebody is in a hurry: children end with us, and the next start finds the database.
    if (stopping.signal.aborted) process.exit(1);
    stopping.abort();
  });
}

try {
  await launch({
    projectDir,
    settings: readProcessSettings(projectDir),
    isDevelopment: process.argv.includes('--dev'),
    environment: process.env,
    announce: (sentence) => console.log(sentence),
    say: (sentence) => console.error(sentence),
    signal: stopping.signal,
  });
} catch (error) {
  if (!AppError.is(error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
