// Centres: an administrator adds one and changes it, and everyone sees it at once.

import { randomUUID } from 'node:crypto';

import { demo } from './support/clinic.ts';
import { expectAccessible } from './support/axe.ts';
import { expect, hydrated, hydrates, test, visit, type Page } from './support/fixtures.ts';
import { arriveAs, expectProblem, png } from './support/journeys.ts';

// The browser logs error responses to scripts.
test.use({ tolerated: [/status of 422/] });

/** A business number that no other centre has: its first two digits check the others. */
function newAbn(): string {
  const weights = [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19];
  const rest = String(Math.floor(Math.random() * 1e9)).padStart(9, '0');
  for (let first = 10; first < 100; first += 1) {
    const digits = [...`${first}${rest}`].map(Number);
    const sum = digits.reduce((sum, digit, place) => sum + (digit - (place === 0 ? 1 : 0)) * (weights[place] ?? 0), 0);
    if (sum % 89 === 0) return digits.join('');
  }
  throw new Error('there is always one');
}

async function addCentre(page: Page, name: string, abn: string) {
  await visit(page, '/admin/centres');
  await page.getByRole('link', { name: 'Add a centre' }).first().click();
  await expect(page.getByRole('heading', { name: 'Add a centre', level: 1 })).toBeVisible();
  await hydrated(page);
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Hospital').check();
  await page.getByLabel('ABN').fill(abn);
  await page.getByLabel('Street and number').fill('12 Lantern Lane');
  await page.getByLabel('Suburb or town').fill('Kalgoorlie');
  await page.getByRole('textbox', { name: 'Phone' }).fill('08 9021 2222');
  await page.getByRole('combobox', { name: 'Time zone' }).fill('Australia/Perth');
  await page.getByRole('button', { name: 'Add centre' }).click();
}

/** The row of a centre in the list, which has others before it and more pages after it. */
async function rowOf(page: Page, name: string) {
  await visit(page, `/admin/centres?q=${encodeURIComponent(name)}`);
  return page.getByRole('row', { name });
}

test('a new centre is in the list and has a page for everybody', { tag: '@storage' }, async ({ page, elsewhere }) => {
  const name = `Lantern Clinic ${randomUUID().slice(0, 6)}`;
  await arriveAs(page, demo.administrator);

  await addCentre(page, name, newAbn());

  await expect(page.getByText('Centre added.')).toBeVisible();
  const row = await rowOf(page, name);
  await expect(row).toContainText('Kalgoorlie');
  await expect(row).toContainText('12 Lantern Lane');
  await expect(row).toContainText('Australia/Perth');
  const address = (await row.getByRole('link', { name: `View ${name}` }).getAttribute('href')) ?? '';
  await visit(elsewhere, address);
  await expect(elsewhere.getByRole('heading', { name, level: 1 })).toBeVisible();
  await expect(elsewhere.getByText('08 9021 2222')).toBeVisible();

  await test.step('a change is seen by everybody', async () => {
    await hydrated(page);
    await row.getByRole('link', { name: `Change ${name}` }).click();
    await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
    await hydrated(page);
    await expect(page.getByText('No appointments are booked here')).toBeVisible();
    await page.getByRole('textbox', { name: 'Phone' }).fill('08 9021 3333');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByText('Saved.', { exact: true })).toBeVisible();
    await visit(elsewhere, address);
    await expect(elsewhere.getByText('08 9021 3333')).toBeVisible();
  });
});

test('a centre has a drawing, until an administrator chooses a photo', async ({ page, elsewhere }) => {
  const name = `Lantern Clinic ${randomUUID().slice(0, 6)}`;
  await arriveAs(page, demo.administrator);
  await addCentre(page, name, newAbn());
  await expect(page.getByText('Centre added.')).toBeVisible();
  const row = await rowOf(page, name);
  const address = (await row.getByRole('link', { name: `View ${name}` }).getAttribute('href')) ?? '';
  await visit(elsewhere, address);
  await expect(elsewhere.locator('img.place-photo')).toHaveAttribute('src', /^\/places\/[0-9a-f]{3}\.svg$/);

  await hydrated(page);
  await row.getByRole('link', { name: `Change ${name}` }).click();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
  await hydrated(page);
  await page.getByLabel('Picture').setInputFiles({ name: 'front.png', mimeType: 'image/png', buffer: png });
  await page.getByRole('button', { name: 'Add photo' }).click();
  await expect(page.getByText('Everyone sees the new photo now.')).toBeVisible();
  await expectAccessible(page);

  await visit(elsewhere, address);
  const photo = elsewhere.getByRole('img', { name: `Photo of ${name}` });
  await expect(photo).toHaveAttribute('src', /^\/places\/[0-9a-f]{64}\.jpg$/);
  const picture = await elsewhere.request.get((await photo.getAttribute('src')) ?? '');
  expect([picture.status(), picture.headers()['content-type']]).toEqual([200, 'image/jpeg']);
  await hydrated(page);
  await page.getByLabel('Suburb or town').fill('Boulder');
  await page.getByRole('button', { name: 'Remove photo' }).click();
  await expect(page.getByText('The photo has been removed.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Add photo' })).toBeVisible();
  // A page without JavaScript shows the stored values again.
  await expect(page.getByLabel('Suburb or town')).toHaveValue(hydrates() ? 'Boulder' : 'Kalgoorlie');
});

test('a centre that lacks something is refused and keeps what was typed', async ({ page }) => {
  const name = `Lantern Clinic ${randomUUID().slice(0, 6)}`;
  await arriveAs(page, demo.administrator);

  await addCentre(page, name, '12345678901');

  await expectProblem(page, "Check the ABN: it has 11 digits, and these don't add up");
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue(name);
  await expect(page.getByLabel('Hospital')).toBeChecked();
  await expectAccessible(page);
});

test('another time zone asks what is to become of the booked appointments', async ({ page }) => {
  await arriveAs(page, demo.administrator);
  await visit(page, '/admin/centres?q=randwick');
  await page.getByRole('link', { name: 'Change Kurrajong Private Hospital Randwick' }).click();
  await expect(page.getByRole('heading', { name: 'Kurrajong Private Hospital Randwick', level: 1 })).toBeVisible();
  await hydrated(page);
  await expect(page.getByText(/booked here keeps? (its|their) exact moment/)).toBeVisible();

  // Its practitioners who also work elsewhere continue to the other centre in the same time zone.
  await page.getByRole('combobox', { name: 'Time zone' }).fill('Australia/Melbourne');
  await page.getByRole('button', { name: 'Save', exact: true }).click();

  await expectProblem(page, 'Check what happens to the booked appointments, and tick the box to continue');
  await expect(page.getByRole('checkbox', { name: /booked appointments? keep (its|their) exact moment/ })).not.toBeChecked();
  await expect(page.getByRole('table', { name: 'The booked times' }).getByRole('row')).not.toHaveCount(0);
  await expectAccessible(page);
});
