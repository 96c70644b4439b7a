// The clinic's appearance and texts: an administrator edits a public page, previews it and restores an earlier text; a colour that
// is hard to read is refused; settings can be searched. Each project changes a page and a colour of its own.

import { demo } from './support/clinic.ts';
import { expect, hydrated, test, visit, type Page } from './support/fixtures.ts';
import { arriveAs } from './support/journeys.ts';

test.use({ tolerated: [/status of 422/] });

const own = () =>
  test.info().project.name === 'hydrated'
    ? { place: 'Questions and answers', path: '/faq', colour: 'Accent colour' }
    : { place: 'Privacy', path: '/privacy', colour: 'Secondary colour' };

const save = async (page: Page, text: string) => {
  await page.getByLabel(/^Text/).fill(text);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved. Everyone sees it now.')).toBeVisible();
  await hydrated(page);
};

test('a page says what the clinic wrote, after a look at it, and an earlier text comes back', async ({ page }) => {
  const { place, path } = own();
  await arriveAs(page, demo.administrator);
  await visit(page, '/admin/content');
  await page.locator('#main').getByRole('link', { name: place, exact: true }).click();
  await expect(page.getByRole('heading', { name: place, level: 1 })).toBeVisible();
  await hydrated(page);
  const edit = new URL(page.url()).pathname;
  const written = '# Parking\n\nBring **your card**. <b>Now</b> [Map](javascript:alert(1))';

  await page.getByLabel(/^Text/).fill(written);
  await page.getByRole('button', { name: 'Preview' }).click();
  const preview = page.getByRole('region', { name: 'Preview' });
  await expect(preview.getByRole('heading', { name: 'Parking' })).toBeVisible();
  await expect(preview.getByText('<b>Now</b>')).toBeVisible();
  await expect(preview.getByRole('link')).toHaveCount(0);
  await hydrated(page);
  await expect(page.getByLabel(/^Text/)).toHaveValue(written);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved. Everyone sees it now.')).toBeVisible();
  await visit(page, path);
  await expect(page.getByRole('heading', { name: 'Parking' })).toBeVisible();

  await visit(page, edit);
  await save(page, '# Closed');
  await page.getByRole('button', { name: /^Restore the text of/ }).first().click();
  await expect(page.getByText('Restored. Everyone sees it now.')).toBeVisible();
  await visit(page, path);
  await expect(page.getByRole('heading', { name: 'Parking' })).toBeVisible();

  await visit(page, edit);
  await save(page, '');
  await visit(page, path);
  await expect(page.getByRole('heading', { name: 'Parking' })).toHaveCount(0);
});

test('a colour that is hard to read is refused with one that works, and has a history', async ({ page }) => {
  const { colour } = own();
  const themed = page.locator('link[rel="stylesheet"][href*="107180"]');
  await arriveAs(page, demo.administrator);
  await visit(page, '/admin/settings');
  await page.getByLabel(colour, { exact: true }).fill('#17a2b8');
  await page.getByRole('button', { name: 'Save settings' }).click();
  await expect(page.getByText('its contrast is 2.41 to 1').first()).toBeVisible();
  await hydrated(page);
  await expect(page.getByLabel(colour, { exact: true })).toHaveValue('#17a2b8');
  await expect(page.getByText('The nearest colour that works is #107180').first()).toBeVisible();

  await page.getByLabel(colour, { exact: true }).fill('#107180');
  await page.getByRole('button', { name: 'Save settings' }).click();
  await expect(page.getByText('Settings saved.')).toBeVisible();
  await hydrated(page);
  await expect(themed).toHaveCount(1);
  await page.getByRole('link', { name: `History of ${colour}` }).click();
  await expect(page.getByRole('heading', { name: `Changes to \u201c${colour}\u201d` })).toBeVisible();
  await hydrated(page);

  await page.getByLabel(colour, { exact: true }).fill('');
  await page.getByRole('button', { name: 'Save settings' }).click();
  await expect(page.getByText('Settings saved.')).toBeVisible();
  await hydrated(page);
  await expect(page.getByLabel(colour, { exact: true })).toHaveValue('');
});

test('a setting is found by a word, and presets stand side by side', async ({ page }) => {
  await arriveAs(page, demo.administrator);
  await visit(page, '/admin/settings?q=chosen+hold');
  await expect(page.getByText('1 setting matches.')).toBeVisible();
  await expect(page.getByLabel('Hold a chosen time for')).toBeVisible();
  await expect(page.getByLabel('Requests expire after')).toBeHidden();

  await page.getByLabel('Find a setting').fill('zebra');
  await page.getByRole('button', { name: 'Find', exact: true }).click();
  await expect(page.getByText('No setting matches. Try another word.')).toBeVisible();
  await hydrated(page);
  await page.getByText('Compare the presets side by side').click();
  const row = page.getByRole('row', { name: /^New bookings/ });
  await expect(row.getByRole('cell').nth(2)).toContainText('approval');
});

test('what is chosen has a frame where the system paints all backgrounds alike', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await visit(page, '/search?q=physio');

  await expect(page.locator('.tabs [aria-current]')).toHaveCSS('outline-style', 'solid');
});

test('nothing moves for those who ask for less motion', { tag: '@hydrated-only' }, async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await visit(page, '/');

  // In seconds, of everything on the page; a list has one for each property.
  const longest = await page.evaluate(() => {
    const lengths = [...document.querySelectorAll('*')].flatMap((element) => {
      const { animationDuration, transitionDuration } = getComputedStyle(element);
      return `${animationDuration}, ${transitionDuration}`.split(', ').map((length) => parseFloat(length) || 0);
    });
    return Math.max(...lengths);
  });

  expect(longest).toBeLessThan(0.001);
});
