// Several appointments cancelled together, whose patients are offered free times instead; several patients booked on a day (S1-15,
// T13).

import { expectAccessible } from './support/axe.ts';
import { demo, own } from './support/clinic.ts';
import { expect, hydrated, test, visit } from './support/fixtures.ts';
import { arriveAs, arriveAsNewPatient, book, expectProblem, freeTime } from './support/journeys.ts';
import { expectSound } from './support/sound.ts';

// The browser logs error responses to scripts.
test.use({ tolerated: [/status of 422/] });

test('chosen appointments are cancelled with one reason, and the patient finds free times instead', async ({ page, elsewhere }) => {
  const patient = await arriveAsNewPatient(elsewhere);
  const address = await book(elsewhere, await freeTime(elsewhere, own('admin'), 6));
  await arriveAs(page, demo.administrator);
  await visit(page, `/admin/appointments?patient=${encodeURIComponent(patient.email)}`);

  await page.getByRole('checkbox', { name: `Choose ${patient.name}` }).check();
  await page.getByRole('button', { name: 'Cancel and offer new times' }).click();
  await expect(page.getByRole('heading', { name: 'Cancel these appointments?', level: 1 })).toBeVisible();
  await hydrated(page);
  const row = page.getByRole('row', { name: patient.name });
  await expect(row).toContainText('Will be cancelled');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Cancel 1', exact: true }).click();
  await expectProblem(page, "Say in a few words why you're cancelling");
  await hydrated(page);
  await page.getByLabel('Why are you cancelling?').fill('The doctor is ill');
  await page.getByRole('button', { name: 'Cancel 1', exact: true }).click();
  await expect(page).toHaveURL(/\/admin\/bulk\/[0-9a-f]{32}$/);
  await expect(page.getByRole('status').filter({ hasText: 'Done.' })).toBeVisible();
  await expect(row).toContainText('Done');
  await expect(page.getByText("Cancelling can't be undone")).toBeVisible();
  await expectSound(page);

  await visit(elsewhere, address);
  await expect(elsewhere.getByText('The doctor is ill')).toBeVisible();
  const instead = elsewhere.getByRole('region', { name: 'Free times instead' });
  await expectAccessible(elsewhere);
  await instead.getByRole('link').first().click();
  await expect(elsewhere.getByRole('button', { name: /^Book / })).toBeVisible();
});

test('patients to be booked are found as they are typed, and only what is no one stays', async ({ page, elsewhere }) => {
  const patient = await arriveAsNewPatient(elsewhere);
  await arriveAs(page, demo.administrator);
  await visit(page, '/admin/book-several');

  await page.getByLabel('Add people').fill(`${patient.email}\nno-such-person@example.org`);
  await page.getByRole('button', { name: 'Show the times' }).click();

  await expect(page.getByRole('row', { name: patient.name })).toBeVisible();
  await expect(page.getByText('Line 2: no patient is found by “no-such-person@example.org”.')).toBeVisible();
  await expect(page.getByLabel('Add people')).toHaveValue('no-such-person@example.org');
  await expectAccessible(page);
});

test('what is typed while patients are being found stays', { tag: '@hydrated-only' }, async ({ page }) => {
  await arriveAs(page, demo.administrator);
  await visit(page, '/admin/book-several');
  const lines = page.getByLabel('Add people');
  let answer = () => {};
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route(/\/api\/to_book/, async (route) => {
    await held;
    await route.continue();
  });

  await lines.fill('no-such-person@example.org');
  const asked = page.waitForRequest(/\/api\/to_book/);
  await page.getByRole('button', { name: 'Show the times' }).click();
  await asked;
  await lines.fill('no-such-person@example.org\nno-one-else@example.org');
  answer();

  await expect(page.getByText('Line 1: no patient is found by “no-such-person@example.org”.')).toBeVisible();
  await expect(lines).toHaveValue('no-such-person@example.org\nno-one-else@example.org');
});

test('chosen patients are booked one after the other on a day, and told', async ({ page, elsewhere }) => {
  const practitioner = own('admin');
  const patient = await arriveAsNewPatient(elsewhere);
  const slot = await freeTime(elsewhere, practitioner, 10);
  await arriveAs(page, demo.administrator);
  await visit(page, `/admin/users?q=${encodeURIComponent(patient.email)}`);

  await page.getByLabel(`Choose ${patient.name}`).check();
  await page.getByRole('button', { name: 'Book appointments', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Book these people on one day', level: 1 })).toBeVisible();
  await hydrated(page);
  await page.getByLabel('Centre', { exact: true }).selectOption(String(slot.centre));
  await page.getByRole('button', { name: 'Show the times' }).click();
  await page.waitForURL(/[?&]centre=/);
  await page.reload();
  await hydrated(page);
  await page.getByLabel('Practitioner', { exact: true }).selectOption(String(practitioner.id));
  await page.getByLabel('Day', { exact: true }).fill(slot.day);
  await page.getByRole('button', { name: 'Show the times' }).click();
  await expect(page.getByRole('heading', { name: slot.long_date, level: 2 })).toBeVisible();
  await hydrated(page);
  await expect(page.getByRole('row', { name: patient.name })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Book 1', exact: true }).click();
  await expect(page).toHaveURL(/\/admin\/bulk\/[0-9a-f]{32}$/);
  await expect(page.getByRole('status').filter({ hasText: 'Done.' })).toBeVisible();

  await visit(elsewhere, '/patient');
  await expect(elsewhere.getByText(practitioner.name).first()).toBeVisible();

  await page.getByRole('link', { name: 'Undo', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Cancel these appointments?', level: 1 })).toBeVisible();
  await hydrated(page);
  await expectAccessible(page);
  await page.getByLabel('Why are you cancelling?').fill('Booked by mistake');
  await page.getByRole('button', { name: 'Cancel 1', exact: true }).click();
  await expect(page.getByRole('link', { name: 'This undoes an earlier change' })).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'Done.' })).toBeVisible();
});
