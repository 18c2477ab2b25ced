import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import axe from 'axe-core';
import { z } from 'zod';

const wide = { width: 1280, height: 800 };
const phone = { width: 360, height: 740 };

const violationsSchema = z.array(
  z.object({ id: z.string(), nodes: z.array(z.object({ target: z.array(z.unknown()) })) }),
);

// What a theme changes is the colours, which a phone shows alike: looked at in a full run.
const darkSizes = process.env['LANGBATCH_TEST_FULL'] === undefined ? [wide] : [wide, phone];

/**
 * Looks at the page as it is, wide and on a phone, light and dark: axe finds nothing, and neither the page nor its tabs
 * are wider than the screen. What a theme can change is the contrast alone.
 */
export async function expectAccessible(page: Page, face: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    // Nothing moves while it is looked at.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveClass(new RegExp(`\\b${colorScheme}\\b`));
    for (const size of colorScheme === 'light' ? [wide, phone] : darkSizes) {
      await page.setViewportSize(size);
      const where = `${face}, ${colorScheme}, ${size.width} px`;
      if (colorScheme === 'light') expect(await overflowOf(page), `${where}: wider than the screen by`).toBe(0);
      expect.soft(await findViolations(page, colorScheme === 'dark'), where).toEqual([]);
    }
  }
  await page.setViewportSize(wide);
}

/** Of the page or its tabs, which scroll by themselves where a count is too long for a phone. */
function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => {
    const wide = [document.documentElement, ...document.querySelectorAll('[role="tablist"]')];
    return Math.max(...wide.map((element) => element.scrollWidth - element.clientWidth));
  });
}

async function findViolations(page: Page, isOnlyContrast: boolean): Promise<string[]> {
  // Its text is large: a document gets it once, and there are no frames here.
  if ((await page.evaluate("'axe' in window")) !== true) await page.evaluate(axe.source);
  // Hidden and focusable, as axe rightly minds: they hand the focus on the moment they get it.
  const where = { exclude: [['[data-base-ui-focus-guard]']] };
  const how = { resultTypes: ['violations'], ...(isOnlyContrast ? { runOnly: ['color-contrast'] } : {}) };
  const violations = await page.evaluate(
    `axe.run(${JSON.stringify(where)}, ${JSON.stringify(how)}).then(({ violations }) => violations)`,
  );
  return violationsSchema
    .parse(violations)
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}
