// Nothing moves on the screen while the application takes over a page.

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

for (const [path, as] of [['/'], ['/search'], ['/practitioners/1'], ['/book/1'], ['/patient', demo.patient]] as const) {
  test(`${path} stands still`, { tag: '@hydrated-only' }, async ({ page }) => {
    if (as) await arriveAs(page, as);
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
    // What has moved is told of with the next frame.
    await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));

    const shifts = await page.evaluate(() => window.shifts);
    const moved = shifts.reduce((sum, shift) => sum + shift.value, 0);
    expect(moved, JSON.stringify(shifts)).toBeLessThan(0.02);
  });
}
