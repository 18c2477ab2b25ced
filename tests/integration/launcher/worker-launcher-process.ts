// The launcher with embedded database and worker but no web server, so that a test need not build the pages.
import { join } from 'node:path';
import { parseEnv } from '#lib/config/env.ts';
import { launch } from '#scripts/launcher/launch.ts';
import { listenForStop } from '#scripts/launcher/stop-signals.ts';

const [, , dataDir = ''] = process.argv;
const { stop, hurry } = listenForStop(process, () => process.exit(1));
await launch({
  projectDir: join(import.meta.dirname, '../../..'),
  settings: { ...parseEnv({ LANGBATCH_SANDBOX: 'off' }), role: 'worker', dataDir },
  isDevelopment: false,
  environment: process.env,
  announce: (sentence) => console.log(sentence),
  say: (sentence) => console.error(sentence),
  signal: stop,
  hurry,
});
