// Staff book for patients, overbook with a reason, and anyone asks why a time is unavailable.

import { own, PASSWORD } from './support/clinic.ts';
import { expect, hydrated, signIn, test, visit } from './support/fixtures.ts';
import { arriveAsNewPatient, book, expectProblem, freeTime } from './support/journeys.ts';

test.use({ tolerated: [/status of 422/] });

test('a practitioner books for a patient, and beside another only with a reason', async ({ page, elsewhere }) => {
  const practitioner = own('staff');
  const patient = await arriveAsNewPatient(elsewhere);
  const slot = await freeTime(elsewhere, practitioner);
  await signIn(page, practitioner.email, PASSWORD);
  await visit(page, '/practitioner');
  await page.getByRole('main').getByRole('link', { name: 'Book for a patient', exact: true }).click();
  await expect(page.getByRole('heading', { name: /^Book for a patient with/, level: 1 })).toBeVisible();
  await hydrated(page);

  await test.step('an address that nobody has', async () => {
    await page.getByLabel('Patient').fill('nobody@example.org');
    await page.getByLabel('Centre').selectOption(String(slot.centre));
    await page.getByLabel('Day', { exact: true }).fill(slot.day);
    await page.getByRole('button', { name: 'Show free times' }).click();
    await expectProblem(page, "There's no patient with this number or email address");
    await hydrated(page);
  });

  await test.step('a name that nobody has', async () => {
    await page.getByLabel('Patient').fill('Xylophone');
    await page.getByRole('button', { name: 'Show free times' }).click();
    await expectProblem(page, 'No patient matches this name');
    await expect(page.getByLabel('Patient')).toHaveValue('Xylophone');
    await hydrated(page);
  });

  await test.step('a free time', async () => {
    await page.getByLabel('Patient').fill(patient.email);
    await page.getByRole('button', { name: 'Show free times' }).click();
    await expect(page.getByRole('heading', { name: new RegExp(`^${patient.name}`) })).toBeVisible();
    // The person searched for is in no address, and so in no history.
    expect(page.url()).not.toContain('example');
    await hydrated(page);
    await page.getByRole('radio', { name: slot.span }).check();
    await page.getByRole('button', { name: 'Book for this patient' }).click();
    await expect(page.getByRole('status').filter({ hasText: "Booked. We've let the patient know." })).toBeVisible();
    await expect(page.getByRole('main')).toContainText(patient.name);
  });

  await test.step('once they are a patient of this practitioner, their name is enough', async () => {
    await visit(page, '/staff/book');
    await page.getByLabel('Patient').fill(patient.name.toUpperCase());
    await page.getByRole('button', { name: 'Show free times' }).click();
    await expect(page.getByRole('heading', { name: /^1 patient matches/ })).toBeVisible();
    await page.getByRole('link', { name: patient.name }).click();
    await expect(page.getByRole('heading', { name: new RegExp(`^${patient.name} \\(`) })).toBeVisible();
  });

  const second = await arriveAsNewPatient(elsewhere);
  await test.step('beside the one who is there: without a reason refused, with one booked', async () => {
    await visit(page, `/staff/book?patient=${second.email}&centre=${slot.centre}&date=${slot.day}`);
    await expect(page.getByRole('radio', { name: slot.span })).toHaveCount(0);
    await page.getByText('Double-book, or book outside hours').click();
    await page.getByLabel('Time on this day').fill(slot.time);
    await page.getByRole('button', { name: 'Book for this patient' }).click();
    await expectProblem(page, 'This time is no longer free.');
    await hydrated(page);
    await page.getByText('Double-book, or book outside hours').click();
    if (!(await page.getByLabel('Time on this day').isVisible())) {
      await page.getByText('Double-book, or book outside hours').click();
    }
    await page.getByLabel('Time on this day').fill(slot.time);
    await page.getByLabel("Why you're overriding the rules").fill('In pain, cannot wait');
    await page.getByRole('button', { name: 'Book for this patient' }).click();
    await expect(page.getByRole('status').filter({ hasText: "Booked. We've let the patient know." })).toBeVisible();
    await expect(page.getByRole('main')).toContainText(second.name);
  });
});

test('for any time the reasons that it cannot be had are listed', async ({ page, elsewhere }) => {
  const practitioner = own('staff');
  await arriveAsNewPatient(elsewhere);
  await arriveAsNewPatient(page);
  const slot = await freeTime(elsewhere, practitioner, 6);
  await book(elsewhere, slot);
  await visit(page, `/book/${practitioner.id}?centre=${slot.centre}&week=${slot.week}`);
  await page.getByRole('link', { name: "Can't see the time you want?" }).click();
  await expect(page.getByRole('heading', { name: "Why isn't this time available?" })).toBeVisible();
  await hydrated(page);

  await page.getByLabel('Day', { exact: true }).fill(slot.day);
  await page.getByLabel('Start', { exact: true }).fill(slot.time);
  await page.getByRole('button', { name: 'Explain' }).click();
  await expect(page.getByRole('main').getByRole('listitem').filter({ hasText: 'This time is no longer free' })).toBeVisible();
  await hydrated(page);
  await page.getByLabel('Start', { exact: true }).fill('03:10');
  await page.getByRole('button', { name: 'Explain' }).click();
  await expect(page.getByRole('main')).toContainText("doesn't work at this centre at this time");
  await expect(page.getByRole('main')).toContainText("don't start at this time");
});
