// Cancelling an appointment, by either of its parties, after a confirmation; and moving it.

import { own, PASSWORD } from './support/clinic.ts';
import { expect, hydrated, signIn, test, visit } from './support/fixtures.ts';
import {
  arriveAs,
  arriveAsNewPatient,
  book,
  expectUnread,
  freeTime,
  pickerOf,
  radioOf,
} from './support/journeys.ts';

test('a patient cancels, and the time is offered again', async ({ page, elsewhere }) => {
  const practitioner = own('cancelling');
  await arriveAsNewPatient(page);
  const slot = await freeTime(page, practitioner);
  await book(page, slot, 'Blood test results');
  await visit(elsewhere, pickerOf(slot));
  await expect(elsewhere.getByRole('radio').first()).toBeVisible();
  await expect(radioOf(elsewhere, slot)).toHaveCount(0);

  await visit(page, '/patient');
  await page.getByRole('main').getByRole('link', { name: 'Cancel appointment' }).click();
  await expect(page.getByRole('heading', { name: 'Cancel this appointment?' })).toBeVisible();
  await expect(page.getByText('Blood test results')).toBeVisible();
  await hydrated(page);
  await page.getByLabel('Why are you cancelling?').fill('I am well again');
  await page.getByRole('button', { name: 'Cancel appointment' }).click();

  await expect(page.getByRole('status').filter({ hasText: 'Appointment cancelled.' })).toBeVisible();
  await visit(page, '/patient');
  await expect(page.getByRole('heading', { name: 'No upcoming appointments' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Past and cancelled' })).toContainText('Cancelled');
  await visit(elsewhere, pickerOf(slot));
  await expect(radioOf(elsewhere, slot)).toBeVisible();
});

test('who thinks better of it keeps the appointment', async ({ page }) => {
  await arriveAsNewPatient(page);
  const address = await book(page, await freeTime(page, own('cancelling'), 3));
  await visit(page, `${address}/cancel`);

  await page.getByRole('link', { name: 'Keep appointment' }).click();

  await expect(page.getByRole('heading', { name: /^Appointment with / })).toBeVisible();
  await expect(page.getByRole('definition').filter({ hasText: 'Booked' })).toBeVisible();
});

test('a practitioner cancels, and the patient is told', async ({ page, elsewhere }) => {
  const practitioner = own('cancelling');
  const patient = await arriveAsNewPatient(elsewhere);
  const slot = await freeTime(elsewhere, practitioner, 5);
  const address = await book(elsewhere, slot);
  await signIn(page, practitioner.email, PASSWORD);
  await visit(page, `/practitioner?from=${slot.day}`);

  await page.getByRole('link', { name: `Cancel ${patient.name}'s appointment at ${slot.time}` }).click();
  await expect(page.getByRole('heading', { name: 'Cancel this appointment?' })).toBeVisible();
  await hydrated(page);
  await page.getByRole('button', { name: 'Cancel appointment' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Appointment cancelled.' })).toBeVisible();

  await visit(elsewhere, '/notices');
  await expectUnread(elsewhere, 2);
  await expect(elsewhere.getByRole('link', { name: 'Appointment cancelled' })).toHaveAttribute('href', address);
});

test('what is cancelled cannot be cancelled again', async ({ page, elsewhere }) => {
  const practitioner = own('cancelling');
  await arriveAsNewPatient(page);
  const address = await book(page, await freeTime(page, practitioner, 7));
  await arriveAs(elsewhere, practitioner.email);
  await visit(elsewhere, `${address}/cancel`);
  await elsewhere.getByRole('button', { name: 'Cancel appointment' }).click();
  await expect(elsewhere.getByRole('status').filter({ hasText: 'Appointment cancelled.' })).toBeVisible();

  await visit(page, `${address}/cancel`);

  await expect(page.getByRole('heading', { name: 'This appointment is cancelled' })).toBeVisible();
  await expect(page.getByText('Its time is free again.')).toBeVisible();
});

test('a patient moves an appointment, and its old time is free again', async ({ page, elsewhere }) => {
  const practitioner = own('cancelling');
  await arriveAsNewPatient(page);
  const before = await freeTime(page, practitioner, 9);
  const after = await freeTime(page, practitioner, 11);
  const address = await book(page, before, 'Blood test results');

  await visit(page, '/patient');
  await page.getByRole('link', { name: 'Move appointment' }).click();
  await expect(page.getByRole('heading', { name: 'Choose a new time', level: 1 })).toBeVisible();
  await visit(page, `${pickerOf(after)}&moving=${address.split('/').pop()}`);
  await radioOf(page, after).check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('heading', { name: 'Check the new time', level: 1 })).toBeVisible();
  await hydrated(page);
  await page.getByRole('button', { name: `Move to ${after.time}` }).click();

  await expect(page.getByRole('status').filter({ hasText: 'Appointment moved.' })).toBeVisible();
  await expect(page.getByText(after.span)).toBeVisible();
  await visit(elsewhere, pickerOf(before));
  await expect(radioOf(elsewhere, before)).toBeVisible();
  await expect(radioOf(elsewhere, after)).toHaveCount(0);
});
