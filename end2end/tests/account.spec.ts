// The user's own account: password and devices.

import { expect, fillSignIn, hydrated, statusOf, test, visit, type Page } from './support/fixtures.ts';
import { arriveAs, arriveAsNewPatient, expectProblem } from './support/journeys.ts';

// The browser logs error responses to scripts.
test.use({ tolerated: [/status of 422/] });

async function fillPasswords(page: Page, current: string, next: string) {
  await page.getByLabel('Current password').fill(current);
  await page.getByLabel('New password', { exact: true }).fill(next);
  await page.getByLabel('New password again').fill(next);
  await page.getByRole('button', { name: 'Change password' }).click();
}

test('a changed password counts at once, and signs other devices out', { tag: '@storage' }, async ({ page, elsewhere }) => {
  const person = await arriveAsNewPatient(page);
  await arriveAs(elsewhere, person.email, person.password);
  await visit(page, '/account/password');

  await fillPasswords(page, 'not the password', 'seven quiet otters');
  await expectProblem(page, "This isn't your current password");
  await hydrated(page);
  await fillPasswords(page, person.password, 'seven quiet otters');
  await expect(page.getByText('Your password has been changed. Your other devices have been signed out.')).toBeVisible();

  expect(await statusOf(elsewhere, '/account')).toBe(403);
  await visit(elsewhere, '/sign-in');
  await fillSignIn(elsewhere, person.email, person.password);
  await expectProblem(elsewhere, "The email address or password isn't right.");
  await hydrated(elsewhere);
  await fillSignIn(elsewhere, person.email, 'seven quiet otters');
  await expect(elsewhere.getByRole('heading', { name: 'My appointments', level: 1 })).toBeVisible();
});

test('an easy password is refused', async ({ page }) => {
  const person = await arriveAsNewPatient(page);
  await visit(page, '/account/password');

  await fillPasswords(page, person.password, 'password1');

  await expectProblem(page, 'This password is easy to guess. Try a few unrelated words');
});

test('other devices are listed, and can be signed out', async ({ page, elsewhere }) => {
  const person = await arriveAsNewPatient(page);
  await arriveAs(elsewhere, person.email, person.password);
  await visit(page, '/account/devices');
  await expect(page.getByText('This device', { exact: true })).toHaveCount(1);
  await expect(page.getByRole('main').getByRole('heading', { level: 2 })).toHaveCount(3);

  await page.getByText('Sign out everywhere else').click();
  await page.getByLabel('Also end my app passwords').check();
  await page.getByRole('button', { name: 'Sign out all other devices' }).click();

  await expect(page.getByRole('status').filter({ hasText: 'Signed out.' })).toBeVisible();
  await expect(page.getByRole('main').getByRole('heading', { level: 2 })).toHaveCount(2);
  expect(await statusOf(elsewhere, '/account')).toBe(403);
  expect(await statusOf(page, '/account')).toBe(200);
});

test('one device is signed out alone', async ({ page, elsewhere }) => {
  const person = await arriveAsNewPatient(page);
  await arriveAs(elsewhere, person.email, person.password);
  await visit(page, '/account/devices');

  await page.getByRole('main').getByRole('button', { name: /^Sign out / }).click();

  await expect(page.getByRole('status').filter({ hasText: 'Signed out.' })).toBeVisible();
  expect(await statusOf(elsewhere, '/account')).toBe(403);
});
