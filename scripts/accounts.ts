// npm run accounts -- make-owner EMAIL [--name NAME] | reset EMAIL [--second-factor] | list
import { readProcessSettings } from '#lib/config/process-env.ts';
import { AppError } from '#lib/errors.ts';
import { openOperatorAccounts } from '#lib/wiring/open-accounts.ts';
import { readTask } from './accounts-task.ts';

try {
  const task = readTask(process.argv.slice(2));
  const settings = readProcessSettings();
  await using accounts = await openOperatorAccounts(settings);
  for (const sentence of await task(accounts, settings)) console.log(sentence);
} catch (error) {
  if (!AppError.is(error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
