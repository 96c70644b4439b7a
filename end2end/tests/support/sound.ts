// What every page keeps to: one heading, a title, accessible by every rule of axe on a desktop and a phone, in light and dark, and
// nothing wider than a small phone, even where every text is longer.

import { expectAccessible } from './axe.ts';
import { expect, hydrates, type Page } from './fixtures.ts';

/** Looks at the current page, which afterwards is as it was. Without scripts, nothing can be measured. */
export async function expectSound(page: Page) {
  const before = page.viewportSize();
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
  await expect(page).toHaveTitle(/ - Consulta$/);
  if (!hydrates()) return;
  await expectAccessible(page);
  await page.setViewportSize({ width: 390, height: 844 });
  // Colours do not depend on the width, nor names on the colours.
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: null });
  expect(await iconsAlone(page), 'icons above their texts').toEqual([]);
  expect(await longer(page), 'the width of longer words').toBeLessThanOrEqual(390);
  // What 1280 px are at 400 %.
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth), 'the width at 320 px').toBeLessThanOrEqual(320);
  if (before) await page.setViewportSize(before);
}

/** The texts that begin below their icon instead of beside it. */
const iconsAlone = (page: Page) =>
  page.locator('.meta > .icon + :is(span, a):not(.visually-hidden)').evaluateAll((texts) => {
    const isBelow = (text: Element) => {
      const icon = text.previousElementSibling?.getBoundingClientRect();
      return icon && icon.height > 0 && text.getBoundingClientRect().top >= icon.bottom;
    };
    return texts.filter(isBelow).map((text) => text.textContent);
  });

/** The width of the page with every text as a language with longer words and more accents would have it. */
const longer = (page: Page) =>
  page.evaluate(() => {
    const longer: Record<string, string> = { a: 'åå', e: 'éé', i: 'îî', o: 'öö', u: 'ûû', A: 'ÅÅ', E: 'ÉÉ', I: 'ÎÎ', O: 'ÖÖ', U: 'ÛÛ' };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts: [Text, string][] = [];
    while (walker.nextNode()) {
      const text = walker.currentNode as Text;
      if (!text.parentElement?.closest('script, style, textarea')) texts.push([text, text.data]);
    }
    for (const [text, said] of texts) text.data = said.replace(/[aeiou]/gi, (vowel) => longer[vowel] ?? vowel);
    const width = document.documentElement.scrollWidth;
    for (const [text, said] of texts) text.data = said;
    return width;
  });
