// A recurring appointment: the dates are shown first, unavailable ones are left out, the rest are booked together and can be
// cancelled together.

import { own } from './support/clinic.ts';
import { expect, hydrated, test, visit, type Page } from './support/fixtures.ts';
import { addressOf, arriveAsNewPatient, asOurPages, book, call, freeNextWeek, reviewOf, type Slot } from './support/journeys.ts';

// The browser logs error responses to scripts.
test.use({ tolerated: [/status of 422/] });

interface Review {
  series: { slot: { start: number }; refusal: string | null }[];
}

/** A free time of next week that is free the two weeks after it as well; answers with it and with when those are. */
async function freeWeekly(page: Page, nth: number): Promise<[Slot, number[]]> {
  let left = nth;
  for (const slot of await freeNextWeek(page, own('series'))) {
    const query = { practitioner: slot.practitioner, centre: slot.centre, slot: slot.start, every: 1, times: 3 };
    const form = Object.fromEntries(Object.entries(query).map(([name, value]) => [`query[${name}]`, String(value)]));
    const answer = await page.request.post(await addressOf(page, '/api/review'), { form, headers: asOurPages });
    const { series } = (await answer.json()) as Review;
    if (series.every(({ refusal }) => refusal === null) && left-- === 0) {
      return [slot, series.map((one) => one.slot.start)];
    }
  }
  throw new Error('Nothing is free three weeks in a row');
}

test('a series with a conflict: the conflict is named and left out, the others are booked', { tag: '@storage' }, async ({
  page,
  elsewhere,
}) => {
  await arriveAsNewPatient(elsewhere);
  await arriveAsNewPatient(page);
  const [slot, starts] = await freeWeekly(page, 0);
  await book(elsewhere, { ...slot, start: starts[1]! });

  await visit(page, reviewOf(slot));
  await page.getByText('Repeat this appointment').click();
  await page.getByLabel('Reason for the visit').fill('Dressing');
  await page.getByLabel('How many times').selectOption('3');
  await page.getByRole('button', { name: 'Show the dates' }).click();
  await hydrated(page);
  const times = page.getByRole('group', { name: 'Times in the series' });
  await expect(times.getByRole('listitem')).toHaveCount(3);
  await expect(times.getByRole('checkbox')).toHaveCount(2);
  await expect(times).toContainText(' Not available');
  await expect(page.getByLabel('Reason for the visit')).toHaveValue('Dressing');
  await page.getByRole('button', { name: 'Book these times' }).click();

  await expect(page.getByRole('heading', { name: "You're booked", level: 1 })).toBeVisible();
  const made = page.getByRole('region', { name: 'All times in this series' });
  await expect(made.getByRole('link')).toHaveCount(2);
  await expect(made.getByRole('heading', { name: 'Left out' })).toBeVisible();
  await expect(made.getByRole('listitem').filter({ hasText: 'Not available' })).toHaveCount(1);
  await visit(page, '/patient');
  await expect(page.getByRole('main')).toContainText(slot.long_date);
  await expect(page.getByRole('link', { name: 'Cancel appointment' })).not.toHaveCount(0);
});

test('a conflict that comes up in between books nothing and says so', async ({ page, elsewhere }) => {
  await arriveAsNewPatient(elsewhere);
  await arriveAsNewPatient(page);
  const [slot, starts] = await freeWeekly(page, 2);
  await visit(page, `${reviewOf(slot)}&every=1&times=2`);
  await expect(page.getByRole('checkbox')).toHaveCount(2);
  await book(elsewhere, { ...slot, start: starts[1]! });

  await page.getByRole('button', { name: 'Book these times' }).click();

  await expect(page.getByRole('alert').filter({ hasText: 'There is a problem' })).toContainText(
    "One of these times can't be booked, so nothing was booked.",
  );
  await visit(page, '/patient');
  await expect(page.getByRole('heading', { name: 'No appointments yet' })).toBeVisible();
});

test('the rest of a series is called off in one go', async ({ page }) => {
  await arriveAsNewPatient(page);
  const [slot, starts] = await freeWeekly(page, 4);
  const keep = starts.map((start, n) => [`keep[${n}]`, String(start)]);
  const led = await call(page, 'book', {
    practitioner: String(slot.practitioner),
    centre: String(slot.centre),
    slot: String(slot.start),
    every: '1',
    times: '3',
    intent: `series-${slot.start}-${Date.now()}`,
    ...Object.fromEntries(keep),
  });
  await visit(page, `${led.replace(/\?.*/, '')}/cancel`);

  await page.getByLabel('Also cancel the later appointments of this series').check();
  await page.getByRole('button', { name: 'Cancel appointment' }).click();

  await expect(page.getByRole('status').filter({ hasText: 'Appointment cancelled.' })).toBeVisible();
  await visit(page, '/patient');
  await expect(page.getByRole('heading', { name: 'No upcoming appointments' })).toBeVisible();
});
