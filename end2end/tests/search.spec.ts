// The search: what people type, and what the address may hold.

import { expect, hydrated, test, visit } from './support/fixtures.ts';
import { ask } from './support/journeys.ts';

const cards = 'article.result-card';

test('half words, typing errors and left out accents find what was meant', { tag: '@storage' }, async ({ page }) => {
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

    await expect(page.getByRole('heading', { name: new RegExp(`for “${typed}”`) })).toBeVisible();
    await expect(page.getByRole('article').first()).toContainText(found);
  }
});

test('a suburb narrows the results, and can be taken away again', async ({ page }) => {
  await visit(page, '/search?q=physio');

  await page.getByLabel('Where').selectOption('Fitzroy');
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await expect(page.getByRole('heading', { name: /for “physio”, in Fitzroy/ })).toBeVisible();
  for (const card of await page.locator(cards).all()) await expect(card).toContainText('Fitzroy');
  await hydrated(page);
  await page.getByRole('link', { name: 'Remove filter: Fitzroy' }).click();

  await expect(page.getByRole('heading', { name: /for “physio”$/ })).toBeVisible();
});

test('centres are found by themselves', async ({ page }) => {
  // In one suburb: other tests add centres, and may push this one to another page.
  await visit(page, '/search?kind=centre&suburb=Fremantle');

  await expect(page.getByRole('heading', { name: /^\d+ centres? in Fremantle$/ })).toBeVisible();
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

  await expect(page.getByRole('heading', { name: 'Nothing matches all of these filters' })).toBeVisible();
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
  await expect(page.getByText('Your search is very long, so only the first part was used.')).toBeVisible();
});

test('the earliest times near a suburb lead straight to booking one', { tag: '@storage' }, async ({ page }) => {
  await visit(page, '/search?profession=General+practitioner&suburb=Randwick');
  await page.getByRole('link', { name: 'Earliest times' }).click();

  await expect(page.getByRole('heading', { name: 'The 20 earliest times: General practitioner, near Randwick' })).toBeVisible();
  await expect(page.getByText(/^\d+ practitioners? takes? bookings here\. Near Randwick, where its practitioners also work: /)).toBeVisible();
  const rows = page.locator('.early');
  await expect(rows.getByRole('link', { name: /^Book / })).toHaveCount(20);
  const firsts: string[] = [];
  for (const row of await rows.all()) {
    const times = await row.locator('time').evaluateAll((all) => all.map((time) => time.getAttribute('datetime') ?? ''));
    expect(times).toEqual([...times].sort());
    firsts.push(times[0] ?? '');
  }
  expect(firsts).toEqual([...firsts].sort());
  // People who are free more than once on a day at a centre appear there once.
  for (const day of await page.locator('.early-day').all()) {
    const people = await day.getByRole('article').evaluateAll((all) => all.map((one) => one.getAttribute('aria-labelledby')));
    expect(new Set(people).size).toBe(people.length);
  }
  const when = await rows.first().locator('time').first().textContent();
  const who = await rows.first().getByRole('heading').textContent();

  await rows.first().getByRole('link', { name: /^Book / }).first().click();

  await expect(page).toHaveURL(/\/book\/\d+\?centre=\d+&slot=\d+/);
  await expect(page.getByText(who ?? '?').first()).toBeVisible();
  await expect(page.getByText(when ?? '?').first()).toBeVisible();
});

test('times are narrowed by date and distance, and searched further in the same order', { tag: '@phone' }, async ({ page, isMobile }) => {
  await visit(page, '/search?suburb=Randwick&sort=earliest');
  await expect(page.getByRole('heading', { name: 'The 20 earliest times near Randwick' })).toBeVisible();

  if (isMobile) await page.getByText('Filters', { exact: true }).click();
  const from = new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 10);
  await page.getByLabel('From', { exact: true }).fill(from);
  await page.getByLabel('Only this suburb').check();
  await page.getByRole('button', { name: 'Show results' }).click();

  await expect(page.getByRole('heading', { name: 'The 20 earliest times in Randwick' })).toBeVisible();
  const asked = new URL(page.url()).searchParams;
  expect([asked.get('sort'), asked.get('nearby'), asked.get('from')]).toEqual(['earliest', 'no', from]);
  await expect(page.getByRole('link', { name: /^Remove filter: From / })).toBeVisible();
  const first = await page.locator('.early time').first().getAttribute('datetime');
  expect(Date.parse(first ?? '')).toBeGreaterThan(Date.parse(from) - 86_400_000);
  await hydrated(page);

  await page.getByLabel('Who or what').fill('physio');
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await expect(page.getByRole('heading', { name: /times: “physio”, in Randwick$/ })).toBeVisible();
  for (const row of await page.locator('.early').all()) await expect(row).toContainText('Randwick');
  await hydrated(page);

  await page.getByRole('link', { name: 'Best match' }).click();
  await expect(page.getByRole('heading', { name: /for “physio”, in Randwick$/ })).toBeVisible();
  await expect(page).not.toHaveURL(/earliest|nearby|from=/);
});

test('earliest times come in pages, and nonsense about them gets an answer', async ({ page }) => {
  await visit(page, '/search?sort=earliest');
  const first = await page.locator('.early').first().textContent();
  await page.getByRole('link', { name: 'Next page' }).click();
  await expect(page.getByText('Page 2', { exact: true })).toBeVisible();
  await expect(page.locator('.early').first()).not.toHaveText(first ?? '');

  await visit(page, '/search?sort=earliest&suburb=Randwik');
  await expect(page.getByText(/Near Randwick, /)).toBeVisible();
  await visit(page, '/search?sort=earliest&suburb=Atlantis&from=yesterday&page=-3&nearby=moon');
  await expect(page.getByRole('heading', { name: 'No free times match all of this' })).toBeVisible();
  await page.getByRole('link', { name: 'Search anywhere' }).click();
  await expect(page.getByRole('heading', { name: 'The 20 earliest times', exact: true })).toBeVisible();
  for (const from of ['9999-12-31', '-009999-01-01', '2026-02-30']) {
    const answer = await visit(page, `/search?sort=earliest&from=${from}&page=99999999999999999999`);
    expect(answer?.status(), from).toBe(200);
  }
});

test('where nobody fits in a suburb that is said, and who is elsewhere follows', async ({ page }) => {
  const facets = await ask<{ suburbs: [string, number][] }>(page, 'facets', {});
  const found = await ask<{ results: { Practitioner?: { place: string } }[] }>(page, 'search', { 'input[q]': 'dermatologist' });
  const places = found.results.map((result) => result.Practitioner?.place ?? '').join(' ');
  const [suburb] = facets.suburbs.find(([name]) => !places.includes(name)) ?? [];
  test.skip(!suburb || found.results.length === 0, 'there is a dermatologist everywhere, or nowhere');

  await visit(page, `/search?q=dermatologist&suburb=${encodeURIComponent(suburb ?? '')}`);

  await expect(page.getByRole('heading', { name: `No dermatologist in ${suburb}` })).toBeVisible();
  await expect(page.getByText('Nearest elsewhere: ')).toBeVisible();
  for (const card of await page.locator(cards).all()) await expect(card).toContainText('Dermatologist');
});

test('words that nothing has are named, and kinds of visits are found', async ({ page }) => {
  await visit(page, '/search?q=physio+zzzzzz');
  await expect(page.getByText('Nothing matches \u201czzzzzz\u201d as well.')).toBeVisible();
  await expect(page.getByRole('article').first()).toContainText('Physiotherapist');

  await visit(page, '/search?q=telehealth');
  await expect(page.getByRole('article').first()).toBeVisible();
});
