// Two files of the same patient are merged, and anyone who signs in with the one that went is told.

import { expectAccessible } from './support/axe.ts';
import { demo } from './support/clinic.ts';
import { expect, hydrated, test, visit } from './support/fixtures.ts';
import { arriveAs, arriveAsNewPatient } from './support/journeys.ts';

test.use({ tolerated: [/status of (401|403|422)/] });

test('an administrator compares two files and keeps one', async ({ page, elsewhere, browser }) => {
  const old = await arriveAsNewPatient(elsewhere);
  const other = await browser.newContext();
  const kept = await arriveAsNewPatient(await other.newPage());
  await other.close();

  await arriveAs(page, demo.administrator);
  await visit(page, '/admin/merge');
  await page.getByLabel('Number or email address of one file').fill(old.email);
  await page.getByLabel('Number or email address of the other').fill('nobody@example.org');
  await page.getByRole('button', { name: 'Compare' }).click();
  await expect(page.locator('#other_patient-error')).toContainText("There's no patient with this number or email address");
  await hydrated(page);
  await expectAccessible(page);
  await expect(page.getByLabel('Number or email address of one file')).toHaveValue(old.email);
  await page.getByLabel('Number or email address of the other').fill(kept.email);
  await page.getByRole('button', { name: 'Compare' }).click();
  await expect(page.getByRole('row', { name: /^Email/ })).toContainText(kept.email);
  await hydrated(page);
  await expectAccessible(page);
  await page.getByLabel(new RegExp(`^Second file: ${kept.name}`)).check();
  await page.getByRole('button', { name: 'Merge the files' }).click();
  await expect(page.getByText('The files are merged. Everything is now in this one.')).toBeVisible();

  await visit(elsewhere, '/sign-in');
  await elsewhere.getByLabel('Email', { exact: true }).fill(old.email);
  await elsewhere.getByLabel('Password', { exact: true }).fill(old.password);
  await elsewhere.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(elsewhere.getByText('This account has been merged into your other one')).toBeVisible();
});
