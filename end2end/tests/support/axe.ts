// Accessibility of the current page, by every rule that axe enables by default.

import { AxeBuilder } from '@axe-core/playwright';
import { expect, hydrates, type Page } from './fixtures.ts';

/** Fails with rule, element and advice for each violation. axe is a script: where JavaScript is off, it does nothing. */
export async function expectAccessible(page: Page) {
  if (!hydrates()) return;
  // Without a separate tab for the result, and without the list of passed checks: a quarter of the time. No page has frames.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  const { violations } = await axe.analyze();
  const found = violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id} at ${node.target.join(' ')}: ${node.failureSummary ?? rule.help}`),
  );
  expect(found, `axe on ${page.url()}`).toEqual([]);
}
