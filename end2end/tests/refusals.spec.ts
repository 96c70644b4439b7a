// When a time cannot be booked: the reason is given, other times are offered, and nothing is booked twice.

import { own } from './support/clinic.ts';
import { expect, hydrated, hydrates, test, visit } from './support/fixtures.ts';
import {
  arriveAsNewPatient,
  book,
  call,
  confirmBooking,
  expectProblem,
  freeTime,
  hold,
  reviewOf,
} from './support/journeys.ts';

// The browser logs error responses to scripts.
test.use({ tolerated: [/status of 422/] });

test('a time that somebody else has just booked is refused, and the nearest free ones are offered', { tag: '@storage' }, async ({
  page,
  elsewhere,
}) => {
  const practitioner = own('refusals');
  await arriveAsNewPatient(page);
  await arriveAsNewPatient(elsewhere);
  const slot = await freeTime(page, practitioner);
  await visit(page, reviewOf(slot));
  await hold(page);
  await page.getByLabel('Reason for the visit').fill('Sore throat');
  // The reader's hold is released, as it is after some minutes.
  await call(page, 'release_hold', { slot: String(slot.start) });
  await book(elsewhere, slot);

  await page.getByRole('button', { name: `Book ${slot.time}` }).click();

  await expectProblem(page, 'This time is no longer free. Choose another one.');
  await hydrated(page);
  if (hydrates()) await expect(page.getByLabel('Reason for the visit')).toHaveValue('Sore throat');
  const nearest = page.getByRole('region', { name: 'Nearest free times' }).getByRole('link');
  await expect(nearest).toHaveCount(4);
  const other = (await nearest.first().textContent()) ?? '';
  await nearest.first().click();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(page.getByRole('button', { name: `Book ${other.split(', ')[1]}` })).toBeVisible();
  await hydrated(page);
  await confirmBooking(page, 'Sore throat');
});

test('a double click books once', async ({ page }) => {
  await arriveAsNewPatient(page);
  await visit(page, reviewOf(await freeTime(page, own('refusals'), 4)));

  await page.getByRole('button', { name: /^Book / }).dblclick();

  await expect(page.getByRole('heading', { name: "You're booked" })).toBeVisible();
  await visit(page, '/patient');
  await expect(page.getByText('Your next appointment')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'After that' })).toHaveCount(0);
});

test('the same form sent again leads to the appointment that it made', async ({ page }) => {
  await arriveAsNewPatient(page);
  const slot = await freeTime(page, own('refusals'), 6);
  await visit(page, reviewOf(slot));
  const [sent] = await Promise.all([
    page.waitForRequest('**/api/book'),
    page.getByRole('button', { name: /^Book / }).click(),
  ]);
  await expect(page.getByRole('heading', { name: "You're booked" })).toBeVisible();
  const address = page.url();

  const again = await page.request.post(sent.url(), {
    data: sent.postData() ?? '',
    headers: {
      'accept': 'text/html',
      'content-type': 'application/x-www-form-urlencoded',
      'referer': page.url(),
      'sec-fetch-site': 'same-origin',
    },
  });

  expect(again.url()).toBe(address);
});

test('who is booked at that time already cannot book it with somebody else too', async ({ page }) => {
  await arriveAsNewPatient(page);
  const slot = await freeTime(page, own('refusals'), 8);
  await visit(page, reviewOf(slot));
  await hold(page);
  await book(page, slot);

  await page.getByRole('button', { name: /^Book / }).click();

  await expectProblem(page, 'You already have an appointment at this time. Choose another time.');
});

test('a time outside the hours is refused with the times that there are', async ({ page }) => {
  await arriveAsNewPatient(page);
  const slot = await freeTime(page, own('refusals'));
  const night = { ...slot, start: slot.start - (slot.start % 86_400) + 15 * 3600 };

  await visit(page, reviewOf(night));

  await expectProblem(page, "The practitioner doesn't work at this centre at this time. Choose another time.");
  await expect(page.getByRole('region', { name: 'Nearest free times' })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Book / })).toHaveCount(0);
});

test('a message that was refused need not be typed again, with or without our script', async ({ page }) => {
  await visit(page, '/contact');
  await page.getByLabel('Your name').fill('Robin Writer');
  await page.getByLabel('Email', { exact: true }).fill('robin');
  await page.getByLabel('Message').fill('When do you open on Saturdays?');
  await page.getByRole('button', { name: 'Send message' }).click();

  await expect(page.getByRole('alert').filter({ hasText: 'There is a problem' })).toBeVisible();
  await hydrated(page);
  await expect(page.getByLabel('Message')).toHaveValue('When do you open on Saturdays?');
  await expect(page.getByLabel('Your name')).toHaveValue('Robin Writer');
  await page.getByLabel('Email', { exact: true }).fill('robin@example.org');
  await page.getByRole('button', { name: 'Send message' }).click();
  await expect(page.getByRole('heading', { name: 'Your message has been sent' })).toBeVisible();
});
