import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import type { InputFile } from './jsonl-file.ts';

/** Chooses a file on **New batch** and waits until it has become a draft, whose id it gives. */
export async function uploadDraft(page: Page, file: InputFile | string): Promise<string> {
  await page.goto('/batches/new');
  await page.getByLabel('File', { exact: true }).setInputFiles(file);
  return draftIdOf(page);
}

/** The draft in the address of **New batch**, once it is there. */
export async function draftIdOf(page: Page): Promise<string> {
  await expect(page).toHaveURL(/[?&]batch=[\w-]+/);
  return new URL(page.url()).searchParams.get('batch') ?? '';
}

export async function chooseConnection(page: Page, name: string): Promise<void> {
  const option = page.getByRole('option', { name });
  // A click while the page is still coming to life opens nothing: a person clicks again.
  await expect(async () => {
    if (!(await option.isVisible())) await page.getByRole('combobox', { name: 'Connection' }).click();
    await option.click({ timeout: 2_000 });
  }).toPass({ timeout: 60_000 });
}

/** Starts the draft in view on a connection, by default the sandbox, and waits for its page. */
export async function start(page: Page, requests: string, connection = 'Sandbox'): Promise<void> {
  await chooseConnection(page, connection);
  await page.getByRole('button', { name: `Start ${requests}` }).click();
  await expect(page).toHaveURL(/\/batches\/[\w-]+$/);
}

/** The batch's state in words, as it is announced; beside it stands whether the page is live. */
export function statusOf(page: Page): Locator {
  return page
    .getByRole('main')
    .locator('header')
    .getByRole('status')
    .filter({ hasNotText: /^(Live|Updates|Connecting)/ });
}

export async function waitForFinish(page: Page): Promise<void> {
  await expect(statusOf(page)).toHaveText(/^(Finished|Ran out of time|Failed|Cancelled)/, { timeout: 90_000 });
}

/** Notes every state that the page announces from now on; the function gives those so far, in order. */
export async function watchStatus(page: Page): Promise<() => Promise<string[]>> {
  const states = await statusOf(page).evaluateHandle((element) => {
    const seen: string[] = [];
    const note = (): void => {
      const text = element.textContent;
      if (seen.at(-1) !== text) seen.push(text);
    };
    note();
    new MutationObserver(note).observe(element, { characterData: true, childList: true, subtree: true });
    return seen;
  });
  return () => states.jsonValue();
}
