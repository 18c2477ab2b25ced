// npm start, and with --dev npm run dev
import { join } from 'node:path';
import { readProcessSettings } from '#lib/config/process-env.ts';
import { AppError } from '#lib/errors.ts';
import { launch } from './launcher/launch.ts';
import { listenForStop } from './launcher/stop-signals.ts';

const projectDir = join(import.meta.dirname, '..');
// Who asks a third time gets it: children end with us, and the next start finds the database.
const { stop, hurry } = listenForStop(process, () => process.exit(1));

try {
  await launch({
    projectDir,
    settings: readProcessSettings(projectDir),
    isDevelopment: process.argv.includes('--dev'),
    environment: process.env,
    announce: (sentence) => console.log(sentence),
    say: (sentence) => console.error(sentence),
    signal: stop,
    hurry,
  });
} catch (error) {
  if (!AppError.is(error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
