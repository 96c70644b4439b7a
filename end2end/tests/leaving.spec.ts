// Legal rights: a copy of one's data, and its erasure.

import { expectAccessible } from './support/axe.ts';
import { demo } from './support/clinic.ts';
import { expect, hydrated, hydrates, test, visit, type Page } from './support/fixtures.ts';
import { arriveAs, arriveAsNewPatient, call, type Person } from './support/journeys.ts';

// The browser logs error responses to scripts.
test.use({ tolerated: [/status of 422/] });

/** Opens what administrators know of someone. */
async function open(page: Page, { name, email }: Person) {
  await arriveAs(page, demo.administrator);
  await visit(page, `/admin/users?q=${encodeURIComponent(email)}`);
  await page.getByRole('link', { name, exact: true }).click();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
  await hydrated(page);
}

test('a copy of what is held about somebody is prepared for them, and they download it', async ({ page, elsewhere }) => {
  const person = await arriveAsNewPatient(page);

  await test.step('an administrator has it prepared', async () => {
    await open(elsewhere, person);
    await elsewhere.getByRole('link', { name: 'A copy of their data' }).click();
    await expect(elsewhere.getByRole('heading', { name: `A copy of ${person.name}'s data`, level: 1 })).toBeVisible();
    await hydrated(elsewhere);
    await elsewhere.getByRole('button', { name: 'Prepare the copy' }).click();
    await expect(elsewhere.getByRole('status').filter({ hasText: /We're preparing it|It's ready/ })).toBeVisible();
    await expectAccessible(elsewhere);
  });

  await test.step('they are told, and download it', async () => {
    await visit(page, '/notices');
    await expect(page.getByText('A copy of your data is being prepared').first()).toBeVisible();
    await visit(page, '/account');
    await page.getByRole('link', { name: 'Your data' }).click();
    await expect(page.getByRole('heading', { name: 'Your data', level: 1 })).toBeVisible();
    await hydrated(page);
    const zip = page.getByRole('link', { name: /^Download ZIP/ });
    await expect(async () => {
      if (!hydrates()) await page.reload();
      await expect(zip).toBeVisible({ timeout: 1_000 });
    }).toPass({ timeout: 20_000 });
    await expectAccessible(page);
    const downloading = page.waitForEvent('download');
    await zip.click();
    expect((await downloading).suggestedFilename()).toBe('my-data.zip');
  });
});

test('whoever works here has a copy, too', async ({ page }) => {
  await arriveAs(page, demo.auditor);
  await visit(page, '/account/export');

  await expect(page.getByText('What you did here, as recorded in the audit')).toBeVisible();
  await expect(page.getByText('Who you share your record with')).toHaveCount(0);
  await expect(page.getByRole('button', { name: /^Prepare/ }).or(page.getByRole('main').getByRole('status')).first()).toBeVisible();
});

test('an erasure takes a second administrator, and is withdrawn', async ({ page, elsewhere }) => {
  const person = await arriveAsNewPatient(elsewhere);
  await call(elsewhere, 'close_account', { current_password: person.password });
  await open(page, person);

  await page.getByRole('link', { name: 'Erase this patient for good' }).click();
  await expect(page.getByRole('heading', { name: `Erase ${person.name}?`, level: 1 })).toBeVisible();
  await hydrated(page);
  await expectAccessible(page);
  await page.getByLabel('Legal reason').fill('A court order');
  await page.getByRole('button', { name: 'Ask another administrator' }).click();
  await expect(page.getByText('Request sent.')).toBeVisible();
  await expect(page.getByText('Another administrator has to confirm it on this page.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Erase for good' })).toHaveCount(0);
  await hydrated(page);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Withdraw the request' }).click();

  await expect(page.getByText('Request withdrawn. Nothing has been deleted.')).toBeVisible();
});
