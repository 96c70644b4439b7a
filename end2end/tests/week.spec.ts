// A centre's week: practitioners and rooms down, days across; on a phone one day at a time.

import { expectAccessible } from './support/axe.ts';
import { demo, own } from './support/clinic.ts';
import { expect, hydrated, test, visit } from './support/fixtures.ts';
import { arriveAs, arriveAsNewPatient, book, freeTime } from './support/journeys.ts';

test('an appointment stands in the week of its centre, and leads to its page', { tag: '@phone' }, async ({ page, elsewhere }) => {
  const practitioner = own('admin');
  const patient = await arriveAsNewPatient(elsewhere);
  const slot = await freeTime(elsewhere, practitioner, 5);
  await book(elsewhere, slot, 'Something private');
  await arriveAs(page, demo.administrator);
  await visit(page, `/week?centre=${slot.centre}`);

  await page.getByRole('link', { name: /^Next/ }).click();
  await expect(page).toHaveURL(/date=/);
  await hydrated(page);
  await visit(page, `/week?centre=${slot.centre}&date=${slot.day}`);
  await expectAccessible(page);
  const line = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: practitioner.name, exact: true }) });
  const bar = line.getByRole('link', { name: patient.name });
  await expect(bar).toContainText(slot.time);
  await expect(line.getByRole('cell').first()).toHaveCSS('vertical-align', 'top');
  await expect(page.getByText('Something private')).toHaveCount(0);
  await bar.click();
  await expect(page.getByRole('heading', { name: 'Appointment', level: 1 })).toBeVisible();

  await visit(page, '/week');
  await page.getByRole('link', { name: 'Today', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Week', level: 1 })).toBeVisible();
});
