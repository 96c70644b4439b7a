// Nothing moves on the screen during hydration, nor when fonts arrive late.

import { demo } from './support/clinic.ts';
import { expect, test, visit } from './support/fixtures.ts';
import { arriveAs } from './support/journeys.ts';

interface Shift extends PerformanceEntry {
  value: number;
  sources: { node: Node | null }[];
}

declare global {
  interface Window {
    shifts: { value: number; what: string[] }[];
  }
}

const pages = [['/'], ['/search'], ['/practitioners/1'], ['/book/1'], ['/patient', demo.patient]] as const;
const fonts = [['', 0], [' with late fonts', 700]] as const;

for (const [path, as] of pages) for (const [when, late] of fonts) {
  test(`${path} stands still${when}`, { tag: ['@hydrated-only', '@phone'] }, async ({ page }) => {
    if (as) await arriveAs(page, as);
    if (late) {
      await page.route('**/fonts/*', async (route) => {
        await new Promise((waited) => setTimeout(waited, late));
        await route.continue();
      });
    }
    await page.addInitScript(() => {
      window.shifts = [];
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as Shift[]) {
          const what = entry.sources.map(({ node }) => (node instanceof Element ? node.className || node.tagName : '?'));
          window.shifts.push({ value: entry.value, what });
        }
      }).observe({ type: 'layout-shift', buffered: true });
    });

    await visit(page, path);
    await page.evaluate(() => document.fonts.ready);
    // Layout shifts are reported with the next frame.
    await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));

    const shifts = await page.evaluate(() => window.shifts);
    const moved = shifts.reduce((sum, shift) => sum + shift.value, 0);
    expect(moved, JSON.stringify(shifts)).toBeLessThan(0.02);
  });
}
