// Hours on single dates, time off and holidays; and the confirmation before any change leaves appointments outside the hours.

import { randomUUID } from 'node:crypto';

import { expectAccessible } from './support/axe.ts';
import { demo, own } from './support/clinic.ts';
import { expect, hydrated, test, visit, type Page } from './support/fixtures.ts';
import {
  arriveAs,
  arriveAsNewPatient,
  book,
  expectProblem,
  freeTime,
  pickerOf,
  radioOf,
  visitProfile,
} from './support/journeys.ts';
import { expectSound } from './support/sound.ts';

// The browser logs error responses to scripts.
test.use({ tolerated: [/status of 422/] });

const day = (page: Page, name: string) => page.getByRole('group', { name: new RegExp(`^${name} at `) });

/** A date some days after another. */
const later = (date: string, days: number) =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** `24 December 2026` */
const inWords = (date: string) =>
  new Date(`${date}T00:00:00Z`).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

test('time off is asked about while somebody is booked then, and they are told', { tag: '@storage' }, async ({ page, elsewhere }) => {
  const practitioner = own('closures');
  const patient = await arriveAsNewPatient(elsewhere);
  const slot = await freeTime(elsewhere, practitioner);
  const appointment = await book(elsewhere, slot);
  await arriveAs(page, practitioner.email);
  await visit(page, '/practitioner/closures');
  await expectAccessible(page);

  const from = page.getByRole('group', { name: 'From' });
  await from.getByLabel('Date').fill(slot.day);
  await page.getByLabel('Name').fill('Leave');
  await page.getByRole('button', { name: 'Add time off' }).click();
  await expect(page.getByRole('heading', { name: /affected$/, level: 1 })).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: patient.name })).toContainText(slot.long_date);
  await hydrated(page);
  await expectSound(page);

  await page.getByRole('link', { name: 'Go back' }).click();
  await expect(from.getByLabel('Date')).toHaveValue(slot.day);
  await expect(page.getByRole('heading', { name: inWords(slot.day) })).toHaveCount(0);
  await hydrated(page);
  await page.getByRole('button', { name: 'Add time off' }).click();
  await page.getByRole('button', { name: 'Save and ask the patients to choose another time' }).click();
  await expect(page.getByRole('status').filter({ hasText: "Added. Patients can't book you during this time." })).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: inWords(slot.day) })).toContainText('Leave');

  await visit(elsewhere, pickerOf(slot));
  await expect(radioOf(elsewhere, slot)).toHaveCount(0);
  await visitProfile(elsewhere, practitioner);
  await expect(elsewhere.getByText(`Away ${inWords(slot.day)}`).first()).toBeVisible();
  await expect(elsewhere.getByText('Leave', { exact: true })).toHaveCount(0);
  await visit(elsewhere, '/notices');
  await expect(
    elsewhere.getByText(`${practitioner.name} is no longer available on ${slot.long_date} at ${slot.time}.`),
  ).toBeVisible();
  await elsewhere.getByRole('link', { name: 'Please choose another time' }).click();
  await elsewhere.waitForURL((url) => url.pathname === appointment);
  await expect(elsewhere.getByRole('link', { name: 'Choose another time' })).toBeVisible();
  await expect(elsewhere.getByRole('link', { name: 'Move appointment' })).toBeVisible();
  await expect(elsewhere.getByRole('definition').filter({ hasText: 'Booked' })).toBeVisible();

  await visit(page, '/practitioner/hours');
  await expect(page.getByRole('region', { name: 'Appointments outside your hours' })).toContainText(patient.name);
  await visit(page, `/practitioner?from=${slot.day}`);
  const onTheDay = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: patient.name, exact: true }) });
  await expect(onTheDay.getByText('Outside your hours')).toBeVisible();
  await visit(page, '/practitioner/closures');
  await page.getByRole('button', { name: `Remove ${inWords(slot.day)}` }).click();
  await expect(page.getByText('Removed. Patients can book you again during this time.')).toBeVisible();
  await visit(elsewhere, '/notices');
  await expect(elsewhere.getByRole('link', { name: 'You can keep your appointment' })).toBeVisible();
  await visit(elsewhere, appointment);
  await expect(elsewhere.getByRole('link', { name: 'Choose another time' })).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'No upcoming time off' })).toBeVisible();

  await hydrated(page);
  await page.getByRole('button', { name: 'Undo and put back what was removed' }).click();
  await expect(page.getByRole('heading', { name: /affected$/, level: 1 })).toBeVisible();
  await expect(page.getByText(`Away ${inWords(slot.day)}: Leave`)).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: patient.name })).toBeVisible();
  await hydrated(page);
  await page.getByRole('link', { name: 'Go back' }).click();
  await expect(page.getByRole('heading', { name: 'No upcoming time off' })).toBeVisible();
});

test('time off that was added is taken back, and put back', async ({ page }) => {
  const date = later(new Date().toISOString().slice(0, 10), 300);
  await arriveAs(page, own('closures').email);
  await visit(page, '/practitioner/closures');
  const row = page.getByRole('listitem').filter({ hasText: inWords(date) });

  await page.getByRole('group', { name: 'From' }).getByLabel('Date').fill(date);
  await page.getByRole('group', { name: 'From' }).getByLabel('Time').fill('13:00');
  await page.getByLabel('Name').fill('Conference');
  await page.getByRole('button', { name: 'Add time off' }).click();
  await expect(page.getByText("Added. Patients can't book you during this time.")).toBeVisible();
  await expect(row).toContainText('Conference');
  await hydrated(page);
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Undo and remove what was added' }).click();
  await expect(page.getByText('Removed. Patients can book you again during this time.')).toBeVisible();
  await expect(row).toHaveCount(0);
  await hydrated(page);
  await page.getByRole('button', { name: 'Undo and put back what was removed' }).click();
  await expect(page.getByText("Added. Patients can't book you during this time.")).toBeVisible();
  await expect(row).toContainText(`${inWords(date)}, 13:00-24:00`);
  await expect(row).toContainText('Conference');
  await hydrated(page);
  await page.getByRole('button', { name: `Remove ${inWords(date)}` }).click();
  await expect(row).toHaveCount(0);
});

test('time off that ends before it begins is refused in place', async ({ page }) => {
  await arriveAs(page, own('closures').email);
  await visit(page, '/practitioner/closures');
  const tomorrow = later(new Date().toISOString().slice(0, 10), 3);

  await page.getByRole('group', { name: 'From' }).getByLabel('Date').fill(tomorrow);
  await page.getByRole('group', { name: 'Until' }).getByLabel('Date').fill(later(tomorrow, -1));
  await page.getByRole('button', { name: 'Add time off' }).click();

  await expectProblem(page, 'The end must be after the start');
  await hydrated(page);
  await expect(page.getByRole('group', { name: 'From' }).getByLabel('Date')).toHaveValue(tomorrow);
  await expectAccessible(page);
});

test('shorter hours are asked about, saved with everybody left in place, and put back', async ({ page, elsewhere }) => {
  const practitioner = own('closures');
  const patient = await arriveAsNewPatient(elsewhere);
  const slot = await freeTime(elsewhere, practitioner, 2);
  await book(elsewhere, slot);
  const weekday = slot.long_date.split(' ')[0] ?? '';
  const from = day(page, weekday).getByLabel(`${weekday}, from`);
  const to = day(page, weekday).getByLabel(`${weekday}, to`);
  await arriveAs(page, practitioner.email);
  await visit(page, '/practitioner/hours');
  await expectAccessible(page);
  const before = await from.first().inputValue();
  expect(before).not.toBe('');

  for (let row = (await from.count()) - 1; row >= 0; row -= 1) {
    await from.nth(row).fill('');
    await to.nth(row).fill('');
  }
  await page.getByRole('button', { name: `Save hours at ${practitioner.centre}` }).click();
  await expect(page.getByRole('heading', { name: /affected$/, level: 1 })).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: patient.name })).toBeVisible();
  await hydrated(page);
  await page.getByRole('link', { name: 'Go back' }).click();
  await expect(page.getByText("They haven't been saved yet.")).toBeVisible();
  await expect(from.first()).toHaveValue('');
  await hydrated(page);
  await page.getByRole('button', { name: `Save hours at ${practitioner.centre}` }).click();
  await page.getByRole('button', { name: 'Save and leave them as they are' }).click();

  await expect(page.getByText('Hours saved. Patients will see the change straight away.')).toBeVisible();
  await hydrated(page);
  await expect(from.first()).toHaveValue('');
  await expect(page.getByRole('region', { name: 'Appointments outside your hours' })).toContainText(patient.name);
  await visit(elsewhere, '/notices');
  await expect(elsewhere.getByRole('link', { name: 'Please choose another time' })).toHaveCount(0);

  await page.getByRole('button', { name: 'Undo and put the previous hours back' }).click();
  await expect(from.first()).toHaveValue(before);
  await expect(page.getByRole('region', { name: 'Appointments outside your hours' })).toHaveCount(0);
  await visit(page, '/practitioner/hours');
  await expect(from.first()).toHaveValue(before);
});

test('extra hours on a date come and go, and patients read of them', async ({ page, elsewhere }) => {
  const practitioner = own('closures');
  await arriveAsNewPatient(elsewhere);
  const sunday = later((await freeTime(elsewhere, practitioner)).week, 6);
  await arriveAs(page, practitioner.email);
  await visit(page, '/practitioner/hours');
  const extra = page.getByRole('region', { name: 'Extra hours on single dates' });
  await expect(extra.getByLabel('From')).toHaveValue('09:00');
  await expect(extra.getByLabel('To', { exact: true })).toHaveValue('17:00');

  await extra.getByLabel('Date').fill(sunday);
  await extra.getByLabel('To', { exact: true }).fill('11:30');
  await extra.getByRole('button', { name: 'Add hours' }).click();
  await expect(page.getByText('Hours added. Patients will see the change straight away.')).toBeVisible();
  await expect(extra.getByRole('listitem').filter({ hasText: inWords(sunday) })).toContainText('09:00-11:30');
  await expect(extra.getByLabel('To', { exact: true })).toHaveValue('17:00');
  await visitProfile(elsewhere, practitioner);
  await expect(elsewhere.getByText(`Sunday ${inWords(sunday)}, 09:00-11:30`)).toBeVisible();

  await hydrated(page);
  await extra.getByLabel('Date').fill(sunday);
  await extra.getByLabel('From').fill('11:00');
  await extra.getByRole('button', { name: 'Add hours' }).click();
  await expectProblem(page, "These overlap with hours you've already added on this date");
  await hydrated(page);
  await expect(extra.getByLabel('From')).toHaveValue('11:00');

  await extra.getByRole('button', { name: /^Remove / }).click();
  await expect(page.getByText('Hours removed.', { exact: true })).toBeVisible();
  await expect(extra.getByText('No upcoming extra hours.')).toBeVisible();
});

test('hours that count only for a time say so to patients', async ({ page, elsewhere }) => {
  const practitioner = own('closures');
  await arriveAsNewPatient(elsewhere);
  const last = later((await freeTime(elsewhere, practitioner)).week, 6);
  await arriveAs(page, practitioner.email);
  await visit(page, '/practitioner/hours');
  const sunday = day(page, 'Sunday');
  await sunday.getByLabel('Sunday, from').last().fill('18:00');
  await sunday.getByLabel('Sunday, to').last().fill('19:00');
  await sunday.getByText('Set dates').last().click();
  await sunday.getByLabel('Last date of these hours on Sunday').last().fill(last);
  await page.getByRole('button', { name: `Save hours at ${practitioner.centre}` }).click();
  await expect(page.getByText('Hours saved. Patients will see the change straight away.')).toBeVisible();

  await visitProfile(elsewhere, practitioner);
  await expect(elsewhere.getByRole('row', { name: /^Sunday/ })).toContainText('18:00-19:00 until');
  await hydrated(page);
  await page.getByRole('button', { name: 'Undo and put the previous hours back' }).click();
  await expect(sunday.getByLabel('Sunday, from').first()).toHaveValue('');
  await visitProfile(elsewhere, practitioner);
  await expect(elsewhere.getByRole('row', { name: /^Sunday/ })).toContainText('Closed');
});

test('a day is copied, changes are taken back, and nothing typed is lost', { tag: ['@hydrated-only', '@phone'] }, async ({ page }) => {
  const practitioner = own('closures');
  await arriveAs(page, practitioner.email);
  await visit(page, '/practitioner/hours');
  const [saturday, sunday] = [day(page, 'Saturday'), day(page, 'Sunday')];
  const undo = page.getByRole('button', { name: 'Undo last change' });
  const friday = await day(page, 'Friday').getByLabel('Friday, from').first().inputValue();

  await page.getByText('Copy a day').click();
  await page.getByRole('combobox', { name: 'Copy' }).selectOption('Friday');
  await page.getByRole('checkbox', { name: 'Saturday' }).check();
  await page.getByRole('checkbox', { name: 'Sunday' }).check();
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await expect(page.getByText('Copied to 2 days. Save to keep it.')).toBeVisible();
  await expect(saturday.getByLabel('Saturday, from').first()).toHaveValue(friday);
  await expect(sunday.getByLabel('Sunday, from').first()).toHaveValue(friday);
  await undo.click();
  await expect(sunday.getByLabel('Sunday, from').first()).toHaveValue('');

  await sunday.getByLabel('Sunday, from').first().fill('12:00');
  await sunday.getByLabel('Sunday, to').first().fill('10:00');
  await expect(sunday.getByText('This must end after it starts')).toBeVisible();
  await undo.click();
  await expect(sunday.getByText('This must end after it starts')).toHaveCount(0);
  await undo.click();
  await expect(sunday.getByLabel('Sunday, from').first()).toHaveValue('');

  // What is typed while the answer is on its way stays.
  await sunday.getByLabel('Sunday, from').first().fill('10:00');
  await sunday.getByLabel('Sunday, to').first().fill('11:00');
  await page.route('**/api/save_hours*', async (route) => {
    await new Promise((resume) => setTimeout(resume, 700));
    await route.continue();
  });
  let arrive = () => {};
  const held = new Promise<void>((resolve) => (arrive = resolve));
  await page.route('**/api/hours_state*', async (route) => {
    await held;
    await route.continue();
  });
  await page.getByRole('button', { name: `Save hours at ${practitioner.centre}` }).click();
  await saturday.getByLabel('Saturday, from').first().fill('14:00');
  await expect(page.getByText('Hours saved. Patients will see the change straight away.')).toBeVisible();
  await saturday.getByLabel('Saturday, to').first().fill('15:00');
  await expect(sunday.getByLabel('Sunday, from')).toHaveCount(2);
  // And while the data beside the form are reloaded.
  await sunday.getByLabel('Sunday, from').last().fill('16:00');
  arrive();
  await expect(page.getByRole('button', { name: 'Undo and put the previous hours back' })).toBeVisible();
  await expect(saturday.getByLabel('Saturday, from').first()).toHaveValue('14:00');
  await expect(saturday.getByLabel('Saturday, to').first()).toHaveValue('15:00');
  await expect(sunday.getByLabel('Sunday, from').last()).toHaveValue('16:00');
  await page.getByRole('button', { name: 'Undo and put the previous hours back' }).click();
  await expect(sunday.getByLabel('Sunday, from').first()).toHaveValue('');
});

test('a centre is closed by the administrator and opened again', async ({ page }) => {
  const name = `Works ${randomUUID().slice(0, 8)}`;
  const date = later(new Date().toISOString().slice(0, 10), 500);
  await arriveAs(page, demo.administrator);
  await visit(page, '/admin/closures');
  await expectAccessible(page);

  const add = page.getByRole('region', { name: 'Add a closure' });
  await add.getByLabel('Where').selectOption({ label: own('closures').centre });
  await add.getByRole('group', { name: 'From' }).getByLabel('Date').fill(date);
  await add.getByRole('group', { name: 'From' }).getByLabel('Time').fill('12:00');
  await add.getByLabel('Name').fill(name);
  await add.getByRole('button', { name: 'Add closure' }).click();

  const row = page.getByRole('listitem').filter({ hasText: name });
  await expect(row).toContainText(`${inWords(date)}, 12:00-24:00`);
  await expect(row).toContainText(own('closures').centre);
  await hydrated(page);
  await row.getByRole('button', { name: /^Remove/ }).click();
  await expect(page.getByText('Removed. Patients can book again during this time.')).toBeVisible();
  await expect(row).toHaveCount(0);

  await hydrated(page);
  await page.getByRole('button', { name: 'Undo and put back what was removed' }).click();
  await expect(page.getByText('Added. No bookings can be made during this time.')).toBeVisible();
  await expect(row).toContainText(`${inWords(date)}, 12:00-24:00`);
  await expect(row).toContainText(own('closures').centre);
  await hydrated(page);
  await page.getByRole('button', { name: 'Undo and remove what was added' }).click();
  await expect(page.getByText('Removed. Patients can book again during this time.')).toBeVisible();
  await expect(row).toHaveCount(0);
});

test('holidays from a calendar file are shown, added, and not added twice', async ({ page }) => {
  const id = randomUUID().slice(0, 8);
  const date = later(new Date().toISOString().slice(0, 10), 400);
  const calendar = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'BEGIN:VEVENT',
    `UID:${id}@example.org`,
    `DTSTART;VALUE=DATE:${date.replaceAll('-', '')}`,
    `SUMMARY:Founders' Day ${id}`,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
  const send = async (name: string, text: string) => {
    await visit(page, '/admin/closures');
    await page.getByLabel('Calendar file', { exact: true }).setInputFiles({ name, mimeType: 'text/calendar', buffer: Buffer.from(text) });
    await page.getByRole('button', { name: 'Preview' }).click();
  };
  await arriveAs(page, demo.administrator);

  await send('photo.ics', 'not a calendar at all');
  await expect(page.getByText('This file is not a calendar.')).toBeVisible();

  await send('holidays.ics', calendar);
  await expect(page.getByRole('heading', { name: '1 closure would be added' })).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: id })).toContainText(inWords(date));
  await hydrated(page);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Add these closures' }).click();
  await expect(page.getByText('Holidays added.')).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: id })).toHaveCount(1);

  await send('holidays.ics', calendar);
  await expect(page.getByRole('heading', { name: 'Nothing new in this file' })).toBeVisible();
  await page.getByRole('link', { name: 'Go back' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: id })).toHaveCount(1);
  const row = page.getByRole('listitem').filter({ hasText: id });
  await hydrated(page);
  await row.getByRole('button', { name: /^Remove/ }).click();
  await expect(page.getByText('Removed. Patients can book again during this time.')).toBeVisible();
  await expect(row).toHaveCount(0);
  await hydrated(page);
  await page.getByRole('button', { name: 'Undo and put back what was removed' }).click();
  await expect(page.getByText('Added. No bookings can be made during this time.')).toBeVisible();

  await send('holidays.ics', calendar);
  await expect(page.getByRole('heading', { name: 'Nothing new in this file' })).toBeVisible();
  await page.getByRole('link', { name: 'Go back' }).click();
  await expect(row).toHaveCount(1);
  await hydrated(page);
  await row.getByRole('button', { name: /^Remove/ }).click();
  await expect(row).toHaveCount(0);
});

test('a calendar file is measured as soon as it is chosen', { tag: '@hydrated-only' }, async ({ page }) => {
  const choose = (buffer: Buffer) =>
    page.getByLabel('Calendar file', { exact: true }).setInputFiles({ name: 'holidays.ics', mimeType: 'text/calendar', buffer });
  await arriveAs(page, demo.administrator);
  await visit(page, '/admin/closures');

  await choose(Buffer.alloc(1_100_000, 'x'));
  await expect(page.locator('#file-error')).toContainText('This file is larger than 1 MB');
  await choose(Buffer.from('BEGIN:VCALENDAR'));
  await expect(page.locator('#file-error')).toHaveCount(0);
});
