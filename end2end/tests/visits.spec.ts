// A practitioner's steps with an appointment: approving and declining, where the clinic requires approval; then what they record
// about the visit, from arrival to its end. In a separate clinic from the other tests'.

import { expectAccessible } from './support/axe.ts';
import { approval, demo, own } from './support/clinic.ts';
import { expect, hydrated, test, visit, type Page } from './support/fixtures.ts';
import {
  arriveAs,
  arriveAsNewPatient,
  ask,
  book,
  call,
  expectProblem,
  expectUnread,
  freeTime,
  pickerOf,
  radioOf,
  reviewOf,
  type Time,
} from './support/journeys.ts';
import { expectSound } from './support/sound.ts';
import type { Locator } from '@playwright/test';

test.skip(!approval.url, 'there is no clinic whose practitioners approve: CONSULTA_E2E_APPROVAL_URL');

// The browser logs error responses to scripts.
test.use({ baseURL: approval.url, tolerated: [/status of 422/] });

interface Visit {
  id: number;
  patient_name: string;
  status: string;
  when: Time;
}

/** What this clinic calls where an appointment stands: it uses the words of another system (ui.status_words). */
const words = { pending: 'Pending', booked: 'Confirmed' };

/** A day of a week about whose visits nothing is noted yet: of the fortnight that scripts/e2e-server leaves so. */
const lately = new Date(Date.now() - 8 * 86_400_000).toISOString().slice(0, 10);

/** A visit of that week, counted from the first about which nothing is noted. */
async function pastVisit(page: Page, nth = 0): Promise<Visit> {
  const { days } = await ask<{ days: { visits: Visit[] }[] }>(page, 'agenda', { from: lately, view: 'week' });
  const open = days.flatMap(({ visits }) => visits).filter(({ status }) => status === 'booked');
  const found = open[nth];
  if (!found) throw new Error(`only ${open.length} visits since ${lately} are booked still`);
  return found;
}

/** An appointment's entry in its practitioner's week. */
const entry = (page: Page, address: string) =>
  page.getByRole('listitem').filter({ has: page.locator(`a[href="${address}"]`) }).last();

/** Where the appointment of the page at hand stands. */
const standing = (page: Page, word: string) => page.getByRole('definition').filter({ hasText: word });

/** What its practitioner can do with it. */
const steps = (page: Page) => page.getByRole('region', { name: 'This visit' });

/** Books the next visit after the one that was seen, and comes back to the board of its day. */
async function expectFollowUp(page: Page, seen: Locator, patient: string) {
  await hydrated(page);
  await seen.getByRole('link', { name: 'Book a follow-up' }).click();
  await expect(page.getByRole('heading', { name: 'Book a follow-up', level: 1 })).toBeVisible();
  await expect(page.getByRole('heading', { name: new RegExp(`^${patient} \\(P-`) })).toBeVisible();
  await hydrated(page);
  await expectAccessible(page);
  const date = page.getByLabel('Day', { exact: true });
  const inAMonth = await date.inputValue();
  await page.getByRole('link', { name: '6 weeks', exact: true }).click();
  await expect(date).not.toHaveValue(inAMonth);
  await expect(page.getByRole('link', { name: '6 weeks', exact: true })).toHaveAttribute('aria-current', 'page');
  await hydrated(page);
  await expect(page.getByLabel('Reason for the visit')).toHaveValue('Follow-up');
  await page.getByRole('radio').first().check();
  await page.getByRole('button', { name: 'Book for this patient' }).click();
  await expect(page.getByRole('status').filter({ hasText: "Booked. We've let the patient know." })).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: patient }).last()).toContainText('Follow-up');
}

test('a request waits for its practitioner, who approves it', { tag: ['@storage', '@phone'] }, async ({ page, elsewhere }) => {
  const practitioner = own('visits');
  const patient = await arriveAsNewPatient(page);
  const slot = await freeTime(page, practitioner);

  const address = await test.step('the patient asks for a time', async () => {
    await visit(page, reviewOf(slot));
    await page.getByLabel('Reason for the visit').fill('Trouble sleeping');
    await page.getByRole('button', { name: `Request ${slot.time}` }).click();
    await expect(page.getByRole('heading', { name: 'Your request was sent', level: 1 })).toBeVisible();
    await expect(page.getByText(`${practitioner.name} still needs to approve it`)).toBeVisible();
    await hydrated(page);
    await expectAccessible(page);
    return new URL(page.url()).pathname;
  });

  await test.step('nobody else can have it meanwhile', async () => {
    await visit(elsewhere, pickerOf(slot));
    await expect(elsewhere.getByRole('radio').first()).toBeVisible();
    await expect(radioOf(elsewhere, slot)).toHaveCount(0);
  });

  await test.step('the patient sees that it waits', async () => {
    await visit(page, '/patient');
    await expect(page.getByText("Waiting for the practitioner's approval")).toBeVisible();
    await expectUnread(page, 1);
  });

  await test.step('the practitioner approves it in their week, and stays there', async () => {
    await arriveAs(elsewhere, practitioner.email);
    await visit(elsewhere, `/practitioner?from=${slot.day}`);
    const request = entry(elsewhere, address);
    await expect(request).toContainText(patient.name);
    await expect(request).toContainText(words.pending);
    await expect(request).toContainText('Trouble sleeping');
    await expectAccessible(elsewhere);
    const which = `${patient.name}'s appointment at ${slot.time}`;
    await request.getByRole('button', { name: `Approve ${which}` }).click();
    await expect(request).toContainText(words.booked);
    await expect(request.getByRole('button', { name: `Approve ${which}` })).toHaveCount(0);
    await expect(request.getByRole('link', { name: `Cancel ${which}` })).toBeVisible();
    await expect(elsewhere).toHaveURL(`/practitioner?from=${slot.day}&approved=1`);
    await expect(elsewhere.getByRole('status').filter({ hasText: "Approved. We've let the patient know." })).toBeVisible();
  });

  await test.step('the patient hears of it', async () => {
    await visit(page, '/notices');
    await expectUnread(page, 2);
    await expect(page.getByText(`${practitioner.name} is expecting you on ${slot.long_date}, ${slot.time}.`)).toBeVisible();
    await page.getByRole('link', { name: 'Your request was approved' }).click();
    await expect(page.getByRole('heading', { name: `Appointment with ${practitioner.name}` })).toBeVisible();
    await expect(standing(page, words.booked)).toBeVisible();
  });
});

test('a declined request frees its time, and the patient is told', async ({ page, elsewhere }) => {
  const practitioner = own('visits');
  const patient = await arriveAsNewPatient(page);
  const slot = await freeTime(page, practitioner, 2);
  const address = await book(page, slot);
  await arriveAs(elsewhere, practitioner.email);

  await visit(elsewhere, address);
  await expect(standing(elsewhere, words.pending)).toBeVisible();
  await expectAccessible(elsewhere);
  await steps(elsewhere).getByRole('link', { name: `Decline ${patient.name}` }).click();
  await expect(elsewhere.getByRole('heading', { name: 'Decline this request?' })).toBeVisible();
  await hydrated(elsewhere);
  await expectAccessible(elsewhere);
  await elsewhere.getByRole('button', { name: 'Decline request' }).click();
  await expectProblem(elsewhere, "Say in a few words why you're declining");
  await hydrated(elsewhere);
  await elsewhere.getByLabel('Why are you declining?').fill('I am at a conference');
  await elsewhere.getByRole('button', { name: 'Decline request' }).click();
  await expect(elsewhere.getByRole('status').filter({ hasText: 'Declined.' })).toBeVisible();
  await expect(standing(elsewhere, 'Declined')).toBeVisible();
  await expect(steps(elsewhere)).toHaveCount(0);

  await visit(page, '/notices');
  await expectUnread(page, 2);
  await expect(page.getByRole('link', { name: 'Your request was declined' })).toHaveAttribute('href', address);
  await expect(page.getByText(`${practitioner.name} can't see you on ${slot.long_date}, ${slot.time}, saying: I am at a conference.`)).toBeVisible();
  await visit(page, address);
  await expect(standing(page, 'Declined')).toBeVisible();
  await expect(page.getByText('I am at a conference')).toBeVisible();
  await visit(page, pickerOf(slot));
  await expect(radioOf(page, slot)).toBeVisible();
});

test('what is too late for its patient is cancelled by its practitioner, who says why', async ({ page, elsewhere }) => {
  const practitioner = own('visits');
  await arriveAsNewPatient(page);
  const address = await book(page, await freeTime(page, practitioner, 6));
  await arriveAs(elsewhere, practitioner.email);
  await call(elsewhere, 'approve_appointment', { id: address.replace(/\D/g, '') });

  await visit(page, `${address}/cancel`);
  await expect(page.getByRole('heading', { name: "This appointment can't be cancelled here" })).toBeVisible();
  await expect(page.getByText('You can cancel online until')).toBeVisible();
  await expectAccessible(page);

  await visit(elsewhere, `${address}/cancel`);
  await expect(elsewhere.getByText("It's past the time when patients can cancel.")).toBeVisible();
  await expectAccessible(elsewhere);
  await elsewhere.getByRole('button', { name: 'Cancel appointment' }).click();
  await expectProblem(elsewhere, "Say in a few words why you're overriding the rules");
  await hydrated(elsewhere);
  await elsewhere.getByLabel('Why are you cancelling?').fill('The scanner is broken');
  await elsewhere.getByRole('button', { name: 'Cancel appointment' }).click();
  await expect(elsewhere.getByRole('status').filter({ hasText: 'Appointment cancelled.' })).toBeVisible();

  await visit(page, '/notices');
  await expect(page.getByRole('link', { name: 'Appointment cancelled' })).toHaveAttribute('href', address);
});

test('whoever runs the clinic cancels late with a reason, and both hear of it', async ({ page, elsewhere }) => {
  const practitioner = own('visits');
  const patient = await arriveAsNewPatient(page);
  const slot = await freeTime(page, practitioner, 8);
  const address = await book(page, slot);
  await arriveAs(elsewhere, demo.administrator);
  await visit(elsewhere, '/admin/appointments');
  await expectAccessible(elsewhere);
  await elsewhere.getByRole('link', { name: /^Cancel / }).first().click();
  await expect(elsewhere.getByRole('heading', { name: 'Cancel this appointment?' })).toBeVisible();
  await hydrated(elsewhere);
  await elsewhere.getByRole('link', { name: 'Keep appointment' }).click();
  await expect(elsewhere.getByRole('heading', { name: 'Appointments', level: 1 })).toBeVisible();

  await visit(elsewhere, `/admin${address}/cancel`);
  await expect(elsewhere.getByRole('definition').filter({ hasText: patient.name })).toBeVisible();
  await expect(elsewhere.getByRole('definition').filter({ hasText: slot.long_date })).toBeVisible();
  await expectSound(elsewhere);
  await elsewhere.getByRole('button', { name: 'Cancel appointment' }).click();
  await expectProblem(elsewhere, "Say in a few words why you're overriding the rules");
  await hydrated(elsewhere);
  await elsewhere.getByLabel('Why are you cancelling?').fill('The centre is flooded');
  await elsewhere.getByRole('button', { name: 'Cancel appointment' }).click();
  await expect(elsewhere.getByText("Appointment cancelled. We've let the patient and the practitioner know.")).toBeVisible();
  await visit(elsewhere, `/admin${address}/cancel`);
  await expect(elsewhere.getByText("It's over, under way or already cancelled.")).toBeVisible();

  await visit(page, '/notices');
  await expect(page.getByRole('link', { name: 'Appointment cancelled' })).toHaveAttribute('href', address);
  await visit(page, pickerOf(slot));
  await expect(radioOf(page, slot)).toBeVisible();
});

test('a visit to come is neither begun nor over', async ({ page, elsewhere }) => {
  const practitioner = own('visits');
  await arriveAsNewPatient(page);
  const address = await book(page, await freeTime(page, practitioner, 4));
  await arriveAs(elsewhere, practitioner.email);
  await call(elsewhere, 'approve_appointment', { id: address.replace(/\D/g, '') });

  await visit(elsewhere, address);

  await expect(standing(elsewhere, words.booked)).toBeVisible();
  await expect(steps(elsewhere)).toHaveCount(0);
  await visit(page, address);
  await expect(standing(page, words.booked)).toBeVisible();
  await expect(steps(page)).toHaveCount(0);
});

test('a patient is checked in, and the visit completed', async ({ page }) => {
  await arriveAs(page, own('visits').email);
  const { id, patient_name: name, when } = await pastVisit(page);
  await visit(page, `/practitioner?from=${when.day}`);
  const seen = entry(page, `/appointments/${id}`);
  const button = (label: string) => seen.getByRole('button', { name: `${label} ${name}'s appointment at ${when.time}` });
  await expect(seen).toContainText(words.booked);

  await button('Check in').click();
  await expect(seen).toContainText('Checked in');
  await expect(button('Check in')).toHaveCount(0);
  await expect(button('Did not come')).toHaveCount(0);
  await hydrated(page);
  await button('Complete').click();
  await expect(seen).toContainText('Completed');
  await expect(seen.getByRole('button')).toHaveCount(0);
  await expectFollowUp(page, seen, name);

  await visit(page, `/appointments/${id}`);
  await expect(standing(page, 'Completed')).toBeVisible();
  await expect(steps(page)).toHaveCount(0);
});

test('a patient who did not come is noted', async ({ page }) => {
  await arriveAs(page, own('visits').email);
  const { id, patient_name: name } = await pastVisit(page, 1);
  await visit(page, `/appointments/${id}`);
  await expectAccessible(page);

  await steps(page).getByRole('button', { name: `Did not come ${name}` }).click();

  await expect(page.getByRole('status').filter({ hasText: "Noted that the patient didn't come." })).toBeVisible();
  await expect(standing(page, 'Did not come')).toBeVisible();
  await expect(steps(page).getByRole('button', { name: `Did not come ${name}` })).toHaveCount(0);
});

test('a step that something else has overtaken is refused, and says so', async ({ page, elsewhere }) => {
  const practitioner = own('visits');
  await arriveAs(page, practitioner.email);
  await arriveAs(elsewhere, practitioner.email);
  const { id, patient_name: name } = await pastVisit(page, 2);
  // The page has not been notified yet.
  await page.route('**/live/**', () => undefined);
  await visit(page, `/appointments/${id}`);
  await call(elsewhere, 'complete_appointment', { id: String(id) });

  await steps(page).getByRole('button', { name: `Did not come ${name}` }).click();

  await expectProblem(page, 'This appointment has changed in the meantime. Check its current status.');
  await expect(standing(page, 'Completed')).toBeVisible();
  await expect(steps(page)).toHaveCount(0);
});
