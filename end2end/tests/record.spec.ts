// A patient's record (S0-07, S0-28, S1-06, FR13): their own statements, who may read it and who did; and a record that a
// practitioner may not open.

import { own, PASSWORD } from './support/clinic.ts';
import { expect, hydrated, signIn, test, visit } from './support/fixtures.ts';
import { arriveAsNewPatient, ask, book, choosePractitioner, expectProblem, freeTime } from './support/journeys.ts';
import { expectSound } from './support/sound.ts';

test.use({ tolerated: [/status of (422|404)/] });

test('a patient says what matters for their health, and takes it back', async ({ page }) => {
  const patient = await arriveAsNewPatient(page);
  await visit(page, '/record');
  await expect(page.getByText('Nothing yet')).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: 'Edit' }).first().click();
  await expect(page.getByRole('heading', { name: 'About me', level: 1 })).toBeVisible();
  await hydrated(page);

  await test.step('an allergy without a degree is refused, and keeps what was typed', async () => {
    await page.getByLabel('Name', { exact: true }).fill('Penicillin');
    await page.getByRole('button', { name: 'Add' }).click();
    await expectProblem(page, 'Choose the severity');
    await hydrated(page);
    await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Penicillin');
  });
  await test.step('with one it is on the record', async () => {
    await page.getByLabel('How severe is it?').selectOption('severe');
    await page.getByRole('button', { name: 'Add' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'Added.' })).toBeVisible();
    await visit(page, '/record');
    await expect(page.getByRole('main')).toContainText('Penicillin');
    await expect(page.getByRole('main')).toContainText('Severe');
  });
  await test.step('and on paper, with whose it is', async () => {
    await page.emulateMedia({ media: 'print' });
    const head = page.locator('.record-paper-head');
    await expect(head).toBeVisible();
    await expect(head).toContainText(patient.name);
    await expect(head).toContainText('Allergies: Penicillin (severe)');
    await expect(head).toContainText(/Printed on \d+ \w+ \d{4}/);
    await expect(page.getByText('The data also includes')).toBeHidden();
    await page.emulateMedia({ media: 'screen' });
    await expect(head).toBeHidden();
  });
  await test.step('and can be taken back', async () => {
    await visit(page, '/record/about');
    await page.getByRole('button', { name: 'Remove Penicillin' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'Removed.' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Remove Penicillin' })).toHaveCount(0);
  });
});

test('personal details are corrected by their owner', async ({ page }) => {
  await arriveAsNewPatient(page);
  await visit(page, '/record/about');
  await page.getByLabel('Year', { exact: true }).fill('2085');
  await page.getByRole('button', { name: 'Save details' }).click();
  await expectProblem(page, /date/i);
  await hydrated(page);

  await page.getByLabel('Year', { exact: true }).fill('1984');
  await page.getByLabel('Private insurer').fill('Harbour Mutual');
  await page.getByLabel('Relationship to you').fill('Sister');
  await page.getByRole('button', { name: 'Save details' }).click();

  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();
  await visit(page, '/record');
  await expect(page.getByRole('main')).toContainText('27 March 1984');
  await expect(page.getByRole('main')).toContainText('Harbour Mutual');
});

test('who looked is told, and a record that is closed stays closed', { tag: ['@storage', '@phone'] }, async ({ page, elsewhere }) => {
  const practitioner = own('staff');
  const patient = await arriveAsNewPatient(page);
  const slot = await freeTime(page, practitioner, 20);
  await signIn(elsewhere, practitioner.email, PASSWORD);
  const viewer = await ask<{ account: { id: number } }>(page, 'viewer', {});
  const record = `/patients/${viewer.account.id}/record`;

  await test.step('before an appointment it is not found', async () => {
    const answer = await elsewhere.goto(record);
    expect(answer?.status()).toBe(404);
  });
  await test.step('with one it opens, and says why', async () => {
    await book(page, slot);
    await visit(elsewhere, record);
    await expect(elsewhere.getByRole('heading', { name: patient.name, level: 1 })).toBeVisible();
    await expect(elsewhere.getByRole('main')).toContainText("because of the patient's visit to you");
    await expectSound(elsewhere);
  });
  await test.step('the patient sees who looked and who was refused', async () => {
    await visit(page, '/record/readers');
    const rows = page.getByRole('listitem').filter({ hasText: practitioner.name });
    await expect(rows.filter({ hasText: 'Read the record because you have an appointment with them.' })).toHaveCount(1);
    await expect(rows.filter({ hasText: 'Tried to open the record, and was refused' })).toHaveCount(1);
  });
  await test.step('closed to them, it is not found again', async () => {
    await visit(page, '/record/sharing');
    await page.getByRole('button', { name: `Remove access for ${practitioner.name}` }).click();
    await expect(page.getByRole('status').filter({ hasText: 'Your record is now closed to' })).toBeVisible();
    const answer = await elsewhere.goto(record);
    expect(answer?.status()).toBe(404);
    await expect(elsewhere.getByRole('heading', { name: 'This record is closed to you', level: 1 })).toBeVisible();
    await expect(elsewhere.getByRole('link', { name: 'Open a record in an emergency' })).toBeVisible();
  });
  await test.step('why is answered', async () => {
    await visit(page, `/record/why?practitioner=${practitioner.id}`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${practitioner.name} can't read your record`);
    await expect(page.getByRole('main')).toContainText('The record is closed to them');
  });
});

test('somebody in the family is invited, accepts, and gives it back', async ({ page, elsewhere }) => {
  const patient = await arriveAsNewPatient(page);
  const relative = await arriveAsNewPatient(elsewhere);
  await visit(page, '/record/sharing');
  await page.getByRole('navigation', { name: 'On this page' }).getByRole('link', { name: 'Family and others' }).click();
  await expect(page.getByRole('heading', { name: 'Family and others I share with' })).toBeInViewport();
  await expect(page.getByLabel('Last day')).not.toHaveValue('');
  await page.getByLabel('Their email address').fill('nobody@example.org');
  await page.getByLabel('Last day').fill('');
  await page.getByRole('button', { name: 'Send invitation' }).click();
  await expectProblem(page, 'Choose the last day');
  await hydrated(page);
  await page.getByLabel('Last day').fill('2028-01-31');
  await page.getByRole('button', { name: 'Send invitation' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Your invitation to nobody@example.org' })).toBeVisible();
  await hydrated(page);

  await page.getByLabel('Their email address').fill(relative.email);
  await page.getByLabel('They can read').selectOption('record');
  await page.getByLabel('Last day').fill('2028-01-31');
  await page.getByRole('button', { name: 'Send invitation' }).click();
  await expect(page.getByRole('status').filter({ hasText: `Your invitation to ${relative.email}` })).toBeVisible();

  await visit(elsewhere, '/patient');
  await elsewhere.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Shared with me' }).click();
  await expect(elsewhere.getByRole('heading', { name: 'Shared with me', level: 1 })).toBeVisible();
  await hydrated(elsewhere);
  await elsewhere.getByRole('button', { name: `Accept the invitation from ${patient.name}` }).click();
  await elsewhere.getByRole('link', { name: `${patient.name}'s record` }).click();
  await expect(elsewhere.getByRole('main')).toContainText('because the patient shares it with you');
  await visit(elsewhere, '/account');
  await elsewhere.getByRole('button', { name: `Give up access to ${patient.name}'s record` }).click();
  await expect(elsewhere.getByRole('link', { name: `${patient.name}'s record` })).toHaveCount(0);
});

test("one's own doctor is found by name, and asked about before they can read the record", async ({ page }) => {
  await arriveAsNewPatient(page);
  const doctor = own('staff');
  const ask = page.getByRole('heading', { name: `Make ${doctor.name} your own doctor?`, level: 1 });
  const choose = async () => {
    await visit(page, '/record/sharing');
    await choosePractitioner(page, 'My own doctor', doctor.name);
    await page.getByRole('button', { name: 'Add as my own doctor' }).click();
    await expect(ask).toBeVisible();
    await hydrated(page);
  };

  await choose();
  await expect(page.getByRole('main')).toContainText("They can read everything in your record that you haven't hidden");
  await page.getByRole('link', { name: "Don't share" }).click();
  await expect(page.getByRole('heading', { name: 'Who can read my record', level: 1 })).toBeVisible();
  await expect(page.getByRole('main')).not.toContainText(doctor.name);

  await choose();
  await page.getByRole('button', { name: 'Let them read it' }).click();
  const done = page.getByRole('status').filter({ hasText: `${doctor.name} can now read your record.` });
  await expect(done).toBeVisible();
  await hydrated(page);
  await done.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();
});

test('the keyboard chooses a practitioner, and says so when no one is found', { tag: '@hydrated-only' }, async ({ page }) => {
  await arriveAsNewPatient(page);
  const doctor = own('staff');
  await visit(page, '/record/sharing');
  const box = page.getByRole('combobox', { name: 'Close my record to' });

  await box.fill('zzzzzz');
  await expect(page.getByText('No matches. Try part of a name, a field or a suburb.')).toBeVisible();
  await box.fill(doctor.name);
  await expect(box).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('option', { name: doctor.name }).first()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');

  await expect(page.getByRole('radio', { name: doctor.name })).toBeChecked();
  await expect(box).toHaveValue('');
  await expect(box).toBeFocused();
  await expect(page).toHaveURL(/\/record\/sharing$/);
});
