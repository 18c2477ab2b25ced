import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

export interface ConnectionFields {
  readonly name: string;
  readonly address: string;
  readonly key?: string;
  readonly megabytesPerJob?: string;
}

/** Adds an OpenAI-compatible connection on the page **Connections**. */
export async function addConnection(page: Page, fields: ConnectionFields): Promise<void> {
  await page.goto('/connections');
  await page.getByRole('button', { name: 'Add connection' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add connection' });
  await dialog.getByRole('radio', { name: /^Other/ }).click();
  await dialog.getByRole('textbox', { name: 'Name' }).fill(fields.name);
  await dialog.getByRole('textbox', { name: 'Address' }).fill(fields.address);
  if (fields.key !== undefined) await dialog.getByLabel('Key').fill(fields.key);
  if (fields.megabytesPerJob !== undefined) {
    await dialog.getByText('Limits of a job').click();
    await dialog.getByRole('textbox', { name: 'Size in MB' }).fill(fields.megabytesPerJob);
  }
  await dialog.getByRole('button', { name: 'Add connection' }).click();
  await expect(dialog).toBeHidden();
  await expect(connectionCard(page, fields.name)).toBeVisible();
}

export function connectionCard(page: Page, name: string): Locator {
  return page.getByRole('article', { name });
}
