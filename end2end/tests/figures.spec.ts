// What managers and administrators see and do: reports, every appointment, and lists to export.

import { approval, demo, own } from './support/clinic.ts';
import { expectAccessible } from './support/axe.ts';
import { expect, hydrated, test, visit } from './support/fixtures.ts';
import { arriveAs, arriveAsNewPatient, book, expectProblem, freeTime } from './support/journeys.ts';

test.skip(!approval.url, 'there is no clinic whose practitioners approve: CONSULTA_E2E_APPROVAL_URL');

// The clinic whose practitioners approve; the browser logs what the server refuses to a script.
test.use({ baseURL: approval.url, tolerated: [/status of 422/] });

test('T11: an administrator sees how the clinic is doing, and the list behind a number', async ({ page }) => {
  await arriveAs(page, demo.administrator);
  await visit(page, '/admin');
  await page.getByRole('link', { name: 'Figures', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Figures', level: 1 })).toBeVisible();
  await expect(page.getByRole('img', { name: 'Bookings' })).toBeVisible();
  await expect(page.getByRole('img', { name: 'Fill rate' })).toBeVisible();
  await expect(page.getByRole('img', { name: 'New patients' })).toBeVisible();
  await expect(page.getByRole('img', { name: 'Reviews' })).toBeVisible();
  await hydrated(page);

  await page.getByLabel('Compare by').selectOption({ label: 'Centre' });
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'By centre' })).toBeVisible();
  await expectAccessible(page);
  const bookings = page.locator('.stat').filter({ has: page.getByText('Bookings', { exact: true }) }).getByRole('link');
  const count = Number.parseInt((await bookings.textContent())?.replaceAll(',', '') ?? '', 10);
  expect(count).toBeGreaterThan(0);
  await page.getByText('Show as a table').first().click();
  await expect(page.getByRole('table', { name: 'Bookings' }).getByRole('row')).toHaveCount(13);

  await bookings.click();
  await expect(page.getByRole('heading', { name: 'Appointments', level: 1 })).toBeVisible();
  const total = count > 1000 ? 'More than 1,000 appointments' : `${count} appointment${count === 1 ? '' : 's'}`;
  await expect(page.getByText(total, { exact: true })).toBeVisible();
  const file = await page.getByRole('link', { name: 'Export as CSV' }).getAttribute('href');
  const csv = await (await page.request.get(file ?? '')).text();
  expect(csv.startsWith('\ufeffNumber,Date,Start')).toBeTruthy();
  expect(csv.trimEnd().split('\r\n').length).toBe(count + 1);
});

test("T13: an administrator changes appointments' status, and the history says who did", async ({ page, elsewhere }) => {
  const practitioner = own('visits');
  const patient = await arriveAsNewPatient(elsewhere);
  await book(elsewhere, await freeTime(elsewhere, practitioner, 14));
  const second = await book(elsewhere, await freeTime(elsewhere, practitioner, 16));
  await arriveAs(page, demo.administrator);
  await visit(page, `/admin/appointments?patient=${encodeURIComponent(patient.email)}`);
  await expect(page.getByText('2 appointments', { exact: true })).toBeVisible();

  await page.getByRole('row').filter({ hasText: patient.name }).first().getByRole('link').first().click();
  await expect(page.getByRole('heading', { name: 'Appointment', level: 1 })).toBeVisible();
  await hydrated(page);
  await page.getByRole('button', { name: 'Approve' }).click();
  await expect(page.getByText('Saved.', { exact: true })).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: 'Approved' })).toContainText('Demo Administrator');
  await expectAccessible(page);

  await visit(page, `/admin${second}`);
  await hydrated(page);
  await page.getByText('Decline this request').click();
  await page.getByRole('button', { name: 'Decline request' }).click();
  await expectProblem(page, "Say in a few words why you're declining");
  await hydrated(page);
  await page.getByLabel('Why are you declining?').fill('The centre is flooded');
  await page.getByRole('button', { name: 'Decline request' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Declined' })).toContainText('The centre is flooded');
  await hydrated(page);
  await page.getByText('Entered in error?').click();
  await page.getByLabel('What is wrong with it?').fill('Typed in twice');
  await page.getByRole('button', { name: 'Mark as entered in error' }).click();
  const entered = page.getByRole('listitem').filter({ hasText: 'Marked as entered in error' });
  await expect(entered).toContainText('Typed in twice');

  await visit(elsewhere, '/notices');
  await expect(elsewhere.getByRole('link', { name: 'Your request was approved' })).toBeVisible();
});

test('practitioners follow their own figures to the appointments behind them', async ({ page }) => {
  await arriveAs(page, demo.practitioner);
  await visit(page, '/practitioner/figures');
  await page.locator('.stat').filter({ has: page.getByText('Bookings', { exact: true }) }).getByRole('link').click();
  await expect(page.getByRole('heading', { name: 'Your appointments', level: 1 })).toBeVisible();
  await expect(page.getByRole('link', { name: 'All', exact: true })).toHaveAttribute('aria-current', 'page');
  await hydrated(page);

  await page.getByLabel('Status', { exact: true }).selectOption('cancelled');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page.getByLabel('How it was cancelled')).toBeVisible();
  await expect(page.getByRole('link', { name: 'All', exact: true })).toHaveAttribute('aria-current', 'page');
  await expectAccessible(page);
});
