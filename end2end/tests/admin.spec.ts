// The administrator's pages.

import { expectAccessible } from './support/axe.ts';
import { demo, own } from './support/clinic.ts';
import { expect, fillSignIn, hydrated, statusOf, test, visit, type Page } from './support/fixtures.ts';
import { arriveAs, arriveAsNewPatient, book, expectProblem, freeTime, type Person } from './support/journeys.ts';

// The browser logs error responses to scripts.
test.use({ tolerated: [/status of 422/] });

test.beforeEach(async ({ page }) => {
  await arriveAs(page, demo.administrator);
});

/** Finds one user by their address. */
async function find(page: Page, { email, name }: Person) {
  await visit(page, '/admin/users');
  await page.getByLabel('Name, email or phone').fill(email);
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page.getByText('1 user', { exact: true })).toBeVisible();
  await hydrated(page);
  return page.getByRole('row', { name });
}

test('the overview counts people, places and appointments', async ({ page }) => {
  await visit(page, '/admin');

  const number = async (name: string) => {
    const stat = page.locator('.stat').filter({ has: page.getByText(name, { exact: true }) });
    return Number.parseInt((await stat.getByRole('definition').first().textContent())?.replace(',', '') ?? '', 10);
  };
  // Other tests add more.
  expect(await number('Practitioners')).toBeGreaterThanOrEqual(72);
  expect(await number('Centres')).toBeGreaterThanOrEqual(12);
  expect(await number('Administrators')).toBeGreaterThanOrEqual(1);
  expect(await number('Patients')).toBeGreaterThanOrEqual(199);
  expect(await number('Upcoming')).toBeGreaterThan(0);

  await page.getByRole('link', { name: 'Practitioners: show the list' }).click();
  await expect(page.getByRole('heading', { name: 'Users', level: 1 })).toBeVisible();
  await expect(page.getByLabel('Role', { exact: true })).toHaveValue('practitioner');

  await visit(page, '/admin');
  await page.getByRole('link', { name: 'Upcoming: show the list' }).click();
  await expect(page.getByRole('heading', { name: 'Appointments', level: 1 })).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Status', exact: true })).toHaveValue('booked');
});

test('users are found by name and by role', { tag: '@storage' }, async ({ page }) => {
  await visit(page, '/admin/users');
  await page.getByLabel('Name, email or phone').fill('krüger');
  await page.getByLabel('Role', { exact: true }).selectOption({ label: 'Practitioner' });
  await page.getByRole('button', { name: 'Show', exact: true }).click();

  await expect(page.getByText('2 users', { exact: true })).toBeVisible();
  await expect(page).toHaveURL(/q=~/);
  await expect(page.getByLabel('Name, email or phone')).toHaveValue('krüger');
  await expect(page.getByRole('rowheader')).toHaveText(['Jürgen Krüger', 'Ulrike Krüger']);
});

test('a deactivated user is signed out and stays out until activated again', async ({ page, elsewhere }) => {
  const person = await arriveAsNewPatient(elsewhere);
  const row = await find(page, person);

  await row.getByText('Deactivate').first().click();
  await row.getByRole('button', { name: `Yes, deactivate ${person.name}` }).click();
  await expect(row).toContainText('Not active');
  expect(await statusOf(elsewhere, '/patient')).toBe(403);
  await visit(elsewhere, '/sign-in');
  await fillSignIn(elsewhere, person.email, person.password);
  await expectProblem(elsewhere, "Your account isn't active. Please contact the clinic.");

  await hydrated(page);
  await row.getByRole('button', { name: `Activate ${person.name}` }).click();
  await expect(row.getByText('Active', { exact: true })).toBeVisible();
  await hydrated(elsewhere);
  await fillSignIn(elsewhere, person.email, person.password);
  await expect(elsewhere.getByRole('heading', { name: 'My appointments', level: 1 })).toBeVisible();
});

test("a patient's appointments are decided about before their account is deactivated", async ({ page, elsewhere }) => {
  const person = await arriveAsNewPatient(elsewhere);
  const slot = await freeTime(elsewhere, own('admin'), 2);
  await book(elsewhere, slot);
  const row = await find(page, person);

  await row.getByText('Deactivate').first().click();
  await row.getByRole('button', { name: `Yes, deactivate ${person.name}` }).click();
  await expect(page.getByRole('heading', { name: `Deactivate ${person.name}?`, level: 1 })).toBeVisible();
  await expect(page.getByRole('heading', { name: '1 appointment is booked' })).toBeVisible();
  await hydrated(page);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Deactivate and cancel them' }).click();

  await expect(page.getByText('Saved.')).toBeVisible();
  expect(await statusOf(elsewhere, '/patient')).toBe(403);
});

test('a one-time code sets a new password, once', async ({ page, elsewhere }) => {
  const person = await arriveAsNewPatient(elsewhere);
  await elsewhere.context().clearCookies();
  const row = await find(page, person);
  await row.getByRole('button', { name: `Issue reset code for ${person.name}` }).click();
  const note = page.getByRole('status').filter({ hasText: `One-time code for ${person.name}` });
  const code = (await note.locator('strong').textContent()) ?? '';
  expect(code).not.toBe('');

  const reset = async () => {
    await visit(elsewhere, '/reset-password?with=code');
    await elsewhere.getByLabel('Email', { exact: true }).fill(person.email);
    await elsewhere.getByLabel('One-time code').fill(code);
    await elsewhere.getByLabel('New password', { exact: true }).fill('seven quiet otters');
    await elsewhere.getByLabel('New password again').fill('seven quiet otters');
    await elsewhere.getByRole('button', { name: 'Set new password' }).click();
  };
  await reset();
  await expect(elsewhere.getByText('Your new password is set. Use it to sign in.')).toBeVisible();
  await hydrated(elsewhere);
  await fillSignIn(elsewhere, person.email, 'seven quiet otters');
  await expect(elsewhere.getByRole('heading', { name: 'My appointments', level: 1 })).toBeVisible();
  await reset();
  await expectProblem(elsewhere, "This code and email address don't match, or the code is more than a day old");

  await page.reload();
  await expect(page.getByRole('row', { name: person.name })).toBeVisible();
  await expect(note).toHaveCount(0);
});

test('appointments are listed without their reasons', async ({ page, elsewhere }) => {
  const person = await arriveAsNewPatient(elsewhere);
  await book(elsewhere, await freeTime(elsewhere, own('admin')), 'Something private');
  await visit(page, '/admin/appointments');

  await page.getByLabel("Patient's name, email or phone").fill(person.email);
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page.getByText('1 appointment', { exact: true })).toBeVisible();
  const row = page.getByRole('row').filter({ hasText: person.name });
  await expect(row).toContainText(own('admin').name);
  await expect(page.getByText('Something private')).toHaveCount(0);
});

test("a user's name and address are changed, and they sign in with the new one", async ({ page, elsewhere }) => {
  const person = await arriveAsNewPatient(elsewhere);
  await elsewhere.context().clearCookies();
  const email = `renamed.${person.email}`;
  const row = await find(page, person);

  await row.getByRole('link', { name: person.name }).click();
  await expect(page.getByRole('heading', { name: person.name, level: 1 })).toBeVisible();
  await hydrated(page);
  await page.getByLabel('Full name').fill(`${person.name} Renamed`);
  await page.getByLabel('Email', { exact: true }).fill(email);
  await page.getByRole('button', { name: 'Save', exact: true }).click();

  await expect(page.getByText('Saved.', { exact: true })).toBeVisible();
  await visit(elsewhere, '/sign-in');
  await fillSignIn(elsewhere, person.email, person.password);
  await expectProblem(elsewhere, "The email address or password isn't right");
  await hydrated(elsewhere);
  await fillSignIn(elsewhere, email, person.password);
  await expect(elsewhere.getByRole('heading', { name: 'My appointments', level: 1 })).toBeVisible();
  await visit(elsewhere, '/notices');
  await expect(elsewhere.getByText('Your name, email or phone number was changed')).toBeVisible();
});

test('an administrator who cannot be made is refused, and what was typed stays', async ({ page }) => {
  await visit(page, '/admin/users');
  await page.getByRole('link', { name: 'Add a member of staff' }).click();
  await expect(page.getByRole('heading', { name: 'Add a member of staff', level: 1 })).toBeVisible();
  await hydrated(page);

  await page.getByLabel('Full name').fill('Ada Another');
  await page.getByLabel('Email', { exact: true }).fill(demo.practitioner);
  await page.getByLabel('Role').selectOption('Administrator');
  await page.getByRole('button', { name: 'Add', exact: true }).click();

  await expectProblem(page, 'Someone already has an account with this email address');
  await expect(page.getByLabel('Full name')).toHaveValue('Ada Another');
});
