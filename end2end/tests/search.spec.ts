// Finding somebody: what people type, and what the address may hold.

import { expect, hydrated, test, visit } from './support/fixtures.ts';

const cards = 'article.result-card';

test('half words, typing errors and left out accents find what was meant', async ({ page }) => {
  await visit(page, '/search');
  for (const [typed, found] of [
    ['physio', 'Physiotherapist'],
    ['phisiotherapist', 'Physiotherapist'],
    ['dentsit', 'Dentist'],
    ['Randwik', 'Kurrajong Private Hospital Randwick'],
    ['whitlok', 'Edward Whitlock'],
    ['nguyen', 'Hương Nguyễn'],
  ] as const) {
    await page.getByLabel('Who or what').fill(typed);
    await page.getByRole('button', { name: 'Search', exact: true }).click();

    await expect(page.getByRole('heading', { name: new RegExp(`for "${typed}"`) })).toBeVisible();
    await expect(page.getByRole('article').first()).toContainText(found);
  }
});

test('a suburb narrows the results, and can be taken away again', async ({ page }) => {
  await visit(page, '/search?q=physio');

  await page.getByLabel('Where').selectOption('Fitzroy');
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await expect(page.getByRole('heading', { name: /for "physio", in Fitzroy/ })).toBeVisible();
  for (const card of await page.locator(cards).all()) await expect(card).toContainText('Fitzroy');
  await hydrated(page);
  await page.getByRole('link', { name: 'Remove filter: Fitzroy' }).click();

  await expect(page.getByRole('heading', { name: /for "physio"$/ })).toBeVisible();
});

test('centres are found by themselves', async ({ page }) => {
  await visit(page, '/search?kind=centre');

  await expect(page.getByRole('heading', { name: '12 centres' })).toBeVisible();
  await page.getByRole('link', { name: 'Red Gum Clinic Fremantle', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Physiotherapists' })).toBeVisible();
});

test('results come in pages', async ({ page }) => {
  await visit(page, '/search?kind=practitioner');
  const first = await page.getByRole('article').first().textContent();

  await page.getByRole('link', { name: 'Next page' }).click();

  await expect(page.getByText(/^Page 2 of \d+$/)).toBeVisible();
  await expect(page.getByRole('article').first()).not.toHaveText(first ?? '');
});

test('nothing found says what to try', async ({ page }) => {
  await visit(page, '/search?q=zzzzzz&suburb=Fitzroy');

  await expect(page.getByRole('heading', { name: 'Nobody and nothing fits all of this' })).toBeVisible();
  await page.getByRole('link', { name: 'Show everything' }).click();
  await expect(page.getByRole('heading', { name: /^\d+ results$/ })).toBeVisible();
});

test('an address that makes no sense still gets an answer', async ({ page }) => {
  for (const query of ['page=99999999999999999999', 'page=-1&kind=moon&colour=red', 'profession=Wizard']) {
    const answer = await visit(page, `/search?${query}`);
    expect(answer?.status(), query).toBe(200);
    await expect(page.getByRole('heading', { name: 'Find care', level: 1 })).toBeVisible();
  }
  const long = await visit(page, `/search?q=${'physio '.repeat(1_500)}`);
  expect(long?.status()).toBe(200);
  await expect(page.getByText('Your text is very long. Only its beginning was used.')).toBeVisible();
});
