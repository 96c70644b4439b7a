// A practitioner's own settings: weekly hours, and whether new bookings are taken. Patients see both at once.

import { own } from './support/clinic.ts';
import { expect, hydrated, test, visit, type Page } from './support/fixtures.ts';
import { arriveAs, expectProblem, visitProfile } from './support/journeys.ts';

// The browser logs error responses to scripts.
test.use({ tolerated: [/status of 422/] });

const day = (page: Page, name: string) => page.getByRole('group', { name: new RegExp(`^${name} at `) });

test('new hours are saved and shown to patients; those that overlap are refused in place', async ({ page, elsewhere }) => {
  const practitioner = own('hours');
  await arriveAs(page, practitioner.email);
  await visit(page, '/practitioner/hours');
  const sunday = day(page, 'Sunday');
  await sunday.getByLabel('Sunday, from').last().fill('10:00');
  await sunday.getByLabel('Sunday, to').last().fill('12:30');
  await page.getByRole('button', { name: `Save hours at ${practitioner.centre}` }).click();
  await expect(page.getByText('Hours saved. Patients will see the change straight away.')).toBeVisible();
  await hydrated(page);
  // The saved hours, and a spare row.
  await expect(sunday.getByLabel('Sunday, from')).toHaveCount(2);

  await sunday.getByLabel('Sunday, from').last().fill('12:00');
  await sunday.getByLabel('Sunday, to').last().fill('14:00');
  await page.getByRole('button', { name: `Save hours at ${practitioner.centre}` }).click();
  await expectProblem(page, "Hours must end after they start and can't overlap, here or at another centre");
  await hydrated(page);
  await expect(sunday.getByLabel('Sunday, from').nth(1)).toHaveValue('12:00');

  await visitProfile(elsewhere, practitioner);
  await expect(elsewhere.getByRole('row', { name: /^Sunday/ })).toContainText('10:00-12:30');
  await expect(elsewhere.getByRole('row', { name: /^Sunday/ })).not.toContainText('14:00');

  await visit(page, '/practitioner/hours');
  await sunday.getByLabel('Sunday, from').first().fill('');
  await sunday.getByLabel('Sunday, to').first().fill('');
  await page.getByRole('button', { name: `Save hours at ${practitioner.centre}` }).click();
  await expect(page.getByText('Hours saved. Patients will see the change straight away.')).toBeVisible();
  await visitProfile(elsewhere, practitioner);
  await expect(elsewhere.getByRole('row', { name: /^Sunday/ })).toContainText('Closed');
});

test('hours at one centre never overlap with those at another', async ({ page, elsewhere }) => {
  const practitioner = own('places');
  await arriveAs(page, practitioner.email);
  const save = async (centre: string, from: string, to: string) => {
    await visit(page, '/practitioner/hours');
    const sunday = page.getByRole('group', { name: `Sunday at ${centre}` });
    await sunday.getByLabel('Sunday, from').first().fill(from);
    await sunday.getByLabel('Sunday, to').first().fill(to);
    await page.getByRole('button', { name: `Save hours at ${centre}` }).click();
  };

  await save(practitioner.centre, '10:00', '12:30');
  await expect(page.getByText('Hours saved. Patients will see the change straight away.')).toBeVisible();
  await save(practitioner.other, '12:00', '14:00');
  await expectProblem(page, "Hours must end after they start and can't overlap, here or at another centre");
  await save(practitioner.other, '12:30', '14:00');
  await expect(page.getByText('Hours saved. Patients will see the change straight away.')).toBeVisible();

  await visitProfile(elsewhere, practitioner);
  for (const [centre, hours] of [[practitioner.centre, '10:00-12:30'], [practitioner.other, '12:30-14:00']] as const) {
    await expect(elsewhere.getByRole('link', { name: centre, exact: true })).toBeVisible();
    await expect(elsewhere.getByRole('row', { name: /^Sunday/ }).filter({ hasText: hours })).toHaveCount(1);
  }
});

test('rows come and go at a button', { tag: '@hydrated-only' }, async ({ page }) => {
  await arriveAs(page, own('hours').email);
  await visit(page, '/practitioner/hours');
  const saturday = day(page, 'Saturday');
  await expect(saturday.getByLabel('Saturday, from')).toHaveCount(1);

  await saturday.getByRole('button', { name: 'Add hours on Saturday' }).click();
  await expect(saturday.getByLabel('Saturday, from')).toHaveCount(2);
  await saturday.getByRole('button', { name: 'Remove the empty hours on Saturday' }).last().click();
  await expect(saturday.getByLabel('Saturday, from')).toHaveCount(1);
});

test('who stops taking bookings cannot be booked until they start again', async ({ page, elsewhere }) => {
  const practitioner = own('accepting');
  await arriveAs(page, practitioner.email);
  await visit(page, '/practitioner');

  await page.getByRole('button', { name: 'Stop taking bookings' }).click();
  await expect(page.getByRole('heading', { name: "You're not taking new bookings" })).toBeVisible();
  await visitProfile(elsewhere, practitioner);
  await expect(elsewhere.getByText('Not taking bookings right now')).toBeVisible();
  await expect(elsewhere.getByRole('link', { name: 'Book an appointment' })).toHaveCount(0);
  await visit(elsewhere, `/book/${practitioner.id}`);
  await expect(elsewhere.getByRole('heading', { name: `${practitioner.name} isn't taking bookings right now` })).toBeVisible();

  await hydrated(page);
  await page.getByRole('button', { name: 'Start taking bookings' }).click();
  await expect(page.getByRole('heading', { name: "You're taking new bookings" })).toBeVisible();
  await visitProfile(elsewhere, practitioner);
  await expect(elsewhere.getByRole('link', { name: 'Book an appointment' })).toBeVisible();
});
