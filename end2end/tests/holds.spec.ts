// While a patient fills in the form, the slot is held for them: others are not offered it, and it is free again when they leave.

import { own } from './support/clinic.ts';
import { expect, hydrated, hydrates, test, visit } from './support/fixtures.ts';
import {
  arriveAsNewPatient,
  arriveRegistered,
  confirmBooking,
  fillRegistration,
  freeTime,
  hold,
  pickerOf,
  radioOf,
  reviewOf,
  somebody,
} from './support/journeys.ts';

test('a time is kept while its patient fills in the form, and can be booked by nobody else', { tag: '@storage' }, async ({
  page,
  elsewhere,
}) => {
  const practitioner = own('holds');
  await arriveAsNewPatient(page);
  await arriveAsNewPatient(elsewhere);
  const slot = await freeTime(page, practitioner);
  await visit(page, reviewOf(slot));
  if (!hydrates()) {
    await expect(page.getByText("We're not holding this time for you yet.")).toBeVisible();
    await visit(elsewhere, pickerOf(slot));
    await expect(radioOf(elsewhere, slot)).toHaveCount(1);
  }
  await hold(page);
  await expect(page.getByRole('timer')).toContainText(
    hydrates() ? /We're holding this time for you for another [0-5]:\d\d\./ : /We're holding this time for you until \d\d:\d\d\./,
  );

  await visit(elsewhere, pickerOf(slot));
  await expect(elsewhere.getByRole('radio').first()).toBeVisible();
  await expect(radioOf(elsewhere, slot)).toHaveCount(0);
  await visit(elsewhere, reviewOf(slot));
  await expect(elsewhere.getByRole('alert').filter({ hasText: 'There is a problem' })).toContainText(
    'This time is no longer free.',
  );

  await confirmBooking(page, 'Check-up');
});

test('a time that its patient leaves is free again', async ({ page, elsewhere }) => {
  const practitioner = own('holds');
  await arriveAsNewPatient(page);
  await arriveAsNewPatient(elsewhere);
  const [slot, other] = [await freeTime(page, practitioner, 2), await freeTime(page, practitioner, 4)];
  await visit(page, reviewOf(slot));
  await hold(page);
  await visit(elsewhere, pickerOf(slot));
  await expect(radioOf(elsewhere, slot)).toHaveCount(0);

  if (hydrates()) {
    // Leaving within the application releases it at once; without JavaScript, choosing another time does.
    await page.getByRole('link', { name: 'Choose another time' }).click();
    await expect(page.getByRole('heading', { name: 'Choose a time', level: 1 })).toBeVisible();
  } else {
    await visit(page, reviewOf(other));
    await hold(page);
  }

  await expect(async () => {
    await visit(elsewhere, pickerOf(slot));
    await expect(radioOf(elsewhere, slot)).toBeVisible({ timeout: 1_000 });
  }).toPass();
});

test('a visitor keeps the time they chose while they register, and books it', { tag: '@storage' }, async ({ page, elsewhere }) => {
  const person = somebody();
  await arriveAsNewPatient(elsewhere);
  const slot = await freeTime(page, own('holds'), 6);
  await visit(page, reviewOf(slot));

  await page.getByRole('main').getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByRole('heading', { name: 'Create your account' })).toBeVisible();
  await hydrated(page);
  await visit(elsewhere, reviewOf(slot));
  await expect(elsewhere.getByRole('alert').filter({ hasText: 'There is a problem' })).toContainText(
    'This time is no longer free.',
  );
  await fillRegistration(page, person);
  await page.getByRole('button', { name: 'Create account' }).click();
  await arriveRegistered(page, person);

  await expect(page.getByRole('timer')).toContainText("We're holding this time for you");
  await confirmBooking(page, 'First visit');
});
