import { diskFullSentence } from '#lib/db/database-failure.ts';
import type { HealthReport } from '#lib/shared/contract/health.ts';
import { expectAccessible } from './support/faces.ts';
import { sharedProduct } from './support/running-product.ts';
import { expect, test } from './support/test.ts';

test('what keeps the dashboard from saving is said on every page until it is over', async ({ page }) => {
  const report: HealthReport = {
    status: 'failing',
    database: diskFullSentence,
    worker: 'No worker is running, so batches do not move. Start one.',
    disk: 'ok',
    version: '0.1.0',
  };
  await page.clock.install();
  await page.route(/\/api\/health/, (route) => route.fulfill({ json: report }));
  await page.goto('/batches');
  const notice = page.getByText(diskFullSentence);
  await expect(notice).toBeVisible();
  await expect(page.getByText(report.worker)).toBeHidden();
  await expectAccessible(page, 'nothing can be saved');
  await page.getByRole('link', { name: 'Connections' }).click();
  await expect(page.getByRole('heading', { name: 'Connections', level: 1 })).toBeVisible();
  await expect(notice).toBeVisible();
  await page.unrouteAll({ behavior: 'wait' });
  await page.clock.fastForward('00:31');
  await expect(notice).toBeHidden();
});

test('an idle connection is kept longer than a proxy in front keeps it, so that no request meets a closed one', async () => {
  const proxyKeepsSeconds = 60;
  const answer = await fetch(`${sharedProduct().url}/api/health`);
  const kept = /timeout=(?<seconds>\d+)/.exec(answer.headers.get('keep-alive') ?? '')?.groups?.['seconds'];
  expect(Number(kept)).toBeGreaterThan(proxyKeepsSeconds);
});
