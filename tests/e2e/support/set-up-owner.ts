import { expect, type Page } from '@playwright/test';
import type { Product } from '#scripts/launcher/product.ts';

interface Owner {
  readonly email: string;
  readonly password: string;
}

/** The set-up link, which stands on a line of its own. */
export async function linkOf({ output }: Pick<Product, 'output'>): Promise<string> {
  await expect.poll(output).toMatch(/^https?:\S+\/setup\?token=\S+$/m);
  return /^https?:\S+\/setup\?token=\S+$/m.exec(output())?.[0] ?? '';
}

/** Makes Ines the owner by the link of the terminal; she is at her batches then. */
export async function setUpOwner(page: Page, product: Pick<Product, 'output'>, owner: Owner): Promise<void> {
  await page.goto(await linkOf(product));
  await page.getByLabel('Name').fill('Ines');
  await page.getByLabel('E-mail').fill(owner.email);
  await page.getByLabel('Password', { exact: true }).fill(owner.password);
  await page.getByRole('button', { name: 'Create owner account' }).click();
  await expect(page).toHaveURL(/\/batches$/);
}
