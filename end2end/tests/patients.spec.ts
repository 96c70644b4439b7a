// A practitioner's patients: found by name, with links to their records.

import { demo } from './support/clinic.ts';
import { expect, hydrated, test, visit } from './support/fixtures.ts';
import { arriveAs } from './support/journeys.ts';

test('a practitioner finds a patient by the start of the name and opens the record', { tag: '@storage' }, async ({ page }) => {
  await arriveAs(page, demo.practitioner);
  await visit(page, '/practitioner/patients');
  const first = page.getByRole('row').nth(1).getByRole('rowheader');
  const name = (await first.textContent()) ?? '';

  await page.getByLabel('Start of a name').fill(name.slice(0, 5).toUpperCase());
  await page.getByRole('button', { name: 'Find' }).click();
  await expect(page).toHaveURL(/q=~/);
  await hydrated(page);
  await page.getByRole('link', { name, exact: true }).first().click();

  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
});

test('a name that nobody has is answered plainly', async ({ page }) => {
  await arriveAs(page, demo.practitioner);
  await visit(page, '/practitioner/patients');
  await page.getByLabel('Start of a name').fill('Nobody-has-this%_');
  await page.getByRole('button', { name: 'Find' }).click();
  await expect(page.getByRole('heading', { name: 'No matches' })).toBeVisible();
  await hydrated(page);
  await page.getByRole('link', { name: 'Show all patients' }).click();
  await expect(page.getByRole('table')).toBeVisible();
});
