// Accessibility of the page at hand, by every rule that axe has on by default.

import { AxeBuilder } from '@axe-core/playwright';
import { expect, hydrates, type Page } from './fixtures.ts';

/** Fails with rule, element and advice for each violation. axe is a script: where JavaScript is off, it does nothing. */
export async function expectAccessible(page: Page) {
  if (!hydrates()) return;
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id} at ${node.target.join(' ')}: ${node.failureSummary ?? rule.help}`),
  );
  expect(found, `axe on ${page.url()}`).toEqual([]);
}
