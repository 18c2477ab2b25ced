import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

const wide = { width: 1280, height: 800 };
const phone = { width: 360, height: 740 };

/**
 * Looks at the page as it is, wide and on a phone, light and dark: axe finds nothing, and nothing is wider than the
 * screen. What a theme can change is the contrast alone.
 */
export async function expectAccessible(page: Page, face: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    // Nothing moves while it is looked at.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveClass(new RegExp(`\\b${colorScheme}\\b`));
    for (const size of [wide, phone]) {
      await page.setViewportSize(size);
      const where = `${face}, ${colorScheme}, ${size.width} px`;
      if (colorScheme === 'light') expect(await overflowOf(page), `${where}: wider than the screen by`).toBe(0);
      expect.soft(await findViolations(page, colorScheme === 'dark'), where).toEqual([]);
    }
  }
  await page.setViewportSize(wide);
}

function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

async function findViolations(page: Page, isOnlyContrast: boolean): Promise<string[]> {
  // There are no frames here, and looking without them takes a quarter of the time.
  const axe = new AxeBuilder({ page })
    .setLegacyMode(true)
    // Hidden and focusable, as axe rightly minds: they hand the focus on the moment they get it.
    .exclude('[data-base-ui-focus-guard]')
    .options({ resultTypes: ['violations'], ...(isOnlyContrast ? { runOnly: ['color-contrast'] } : {}) });
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}`));
}
