// The waiting list: patients who ask for an earlier time are offered freed slots, and no one else is meanwhile.

import { expectAccessible } from './support/axe.ts';
import { demo, own } from './support/clinic.ts';
import { expect, hydrated, hydrates, test, visit, type Page } from './support/fixtures.ts';
import {
  arriveAs,
  arriveAsNewPatient,
  book,
  call,
  expectProblem,
  freeTime,
  pickerOf,
  radioOf,
  type Slot,
} from './support/journeys.ts';

// A refusal is intended here.
test.use({ tolerated: [/status of 422/] });

/** Calls an appointment off, as its patient in this browser. */
const cancel = (page: Page, address: string) =>
  call(page, 'cancel_appointment', { id: address.replace(/\D/g, ''), reason: '' });

/** Waits for the offer of a time on the waiting list at hand: by itself, or where JavaScript is off by looking again. */
async function offerOf(page: Page, slot: Slot) {
  const offer = page.getByRole('article', { name: new RegExp(`${slot.long_date}.*${slot.time}`) });
  if (hydrates()) {
    await expect(offer).toBeVisible({ timeout: 3_000 });
  } else {
    await expect(async () => {
      await page.reload();
      await expect(offer).toBeVisible({ timeout: 100 });
    }).toPass({ timeout: 5_000 });
  }
  return offer;
}

test('the waiting list is joined from the search and from a profile, too', async ({ page }) => {
  const practitioner = own('waitlist');
  await arriveAsNewPatient(page);
  for (const from of [`/search?q=${encodeURIComponent(practitioner.name)}`, `/practitioners/${practitioner.id}`]) {
    await visit(page, from);
    await page.getByRole('link', { name: `Join the waiting list for ${practitioner.name}` }).click();
    await expect(page.getByRole('heading', { name: 'Tell me when a time opens up', level: 1 })).toBeVisible();
    await expect(page.getByRole('main')).toContainText(practitioner.name);
  }
});

test('a time that is called off is offered to who waits for it, and accepted', { tag: '@storage' }, async ({ page, elsewhere }) => {
  const practitioner = own('waitlist');
  await arriveAsNewPatient(elsewhere);
  const slot = await freeTime(elsewhere, practitioner, 2);
  const address = await book(elsewhere, slot);
  await arriveAsNewPatient(page);

  await visit(page, pickerOf(slot));
  await page.getByRole('link', { name: 'Tell me when an earlier time opens up' }).click();
  await expect(page.getByRole('heading', { name: 'Tell me when a time opens up', level: 1 })).toBeVisible();
  await hydrated(page);
  await expectAccessible(page);
  await page.getByLabel('Earliest start').fill(slot.time);
  await page.getByRole('button', { name: 'Join the waiting list' }).click();
  await expect(page.getByRole('status').filter({ hasText: "You're on the waiting list." })).toBeVisible();
  const wishes = page.getByRole('region', { name: "You're waiting for" });
  await expect(wishes).toContainText(practitioner.name);
  await expect(wishes).toContainText(practitioner.centre);
  await hydrated(page);

  await cancel(elsewhere, address);
  const offer = await offerOf(page, slot);
  await expect(offer).toContainText(practitioner.name);
  await expect(offer.getByRole('timer')).toContainText('Held for you');
  await expectAccessible(page);
  await visit(elsewhere, pickerOf(slot));
  await expect(radioOf(elsewhere, slot)).toHaveCount(0);
  await visit(page, '/notices');
  await page.getByRole('link', { name: "A time you're waiting for has become free" }).click();
  await hydrated(page);
  await page.getByRole('button', { name: /^Accept / }).click();

  await expect(page.getByRole('heading', { name: "You're booked", level: 1 })).toBeVisible();
  await expect(page.getByText(slot.span)).toBeVisible();
  await visit(page, '/waitlist');
  await expect(page.getByRole('heading', { name: "You're not on any waiting lists" })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Past requests' })).toContainText('Booked');
});

test('an appointment is brought forward when an earlier time becomes free', async ({ page, elsewhere }) => {
  const practitioner = own('waitlist');
  await arriveAsNewPatient(elsewhere);
  const early = await freeTime(elsewhere, practitioner, 3);
  const others = await book(elsewhere, early);
  await arriveAsNewPatient(page);
  const late = await freeTime(page, practitioner, 6);
  const address = await book(page, late, 'Blood test results');

  await visit(page, address);
  await page.getByRole('link', { name: 'Ask for an earlier time' }).click();
  await expect(page.getByRole('heading', { name: 'Ask for an earlier time', level: 1 })).toBeVisible();
  await expect(page.getByText(`You keep your appointment on ${late.long_date}, ${late.time}.`)).toBeVisible();
  await hydrated(page);
  await page.getByRole('button', { name: 'Join the waiting list' }).click();
  await expect(page.getByRole('status').filter({ hasText: "You're on the waiting list." })).toBeVisible();
  await hydrated(page);
  await cancel(elsewhere, others);
  const offer = await offerOf(page, early);
  await expect(offer).toContainText(`It replaces your appointment on ${late.long_date}, ${late.time}.`);
  await hydrated(page);
  await offer.getByRole('button', { name: /^Accept / }).click();

  await expect(page.getByRole('status').filter({ hasText: 'Appointment moved.' })).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`${address}\\?`));
  await expect(page.getByText(early.span)).toBeVisible();
  await visit(elsewhere, pickerOf(late));
  await expect(radioOf(elsewhere, late)).toBeVisible();
});

test('who declines stays on the list, and the time is free for everybody', async ({ page, elsewhere }) => {
  const practitioner = own('waitlist');
  await arriveAsNewPatient(elsewhere);
  const slot = await freeTime(elsewhere, practitioner, 4);
  const address = await book(elsewhere, slot);
  await arriveAsNewPatient(page);
  await visit(page, `/waitlist/join?practitioner=${practitioner.id}`);
  await page.getByRole('button', { name: 'Join the waiting list' }).click();
  await expect(page.getByRole('region', { name: "You're waiting for" })).toContainText('Any day, at any time');
  await hydrated(page);

  await cancel(elsewhere, address);
  const offer = await offerOf(page, slot);
  await hydrated(page);
  await offer.getByRole('button', { name: /^Decline / }).click();
  await expect(page.getByRole('status').filter({ hasText: "Offer declined. You're still on the waiting list." })).toBeVisible();
  await expect(page.getByRole('article')).toHaveCount(0);
  await visit(elsewhere, pickerOf(slot));
  await expect(radioOf(elsewhere, slot)).toBeVisible();

  await hydrated(page);
  await page.getByRole('button', { name: /^Leave list / }).click();
  await expect(page.getByRole('status').filter({ hasText: "You've left this waiting list." })).toBeVisible();
  await expect(page.getByRole('heading', { name: "You're not on any waiting lists" })).toBeVisible();
});

test('an offer that runs out while its page is open is said to have ended', async ({ page, elsewhere }) => {
  test.skip(!hydrates(), 'Only a script counts down.');
  const practitioner = own('waitlist');
  await arriveAsNewPatient(elsewhere);
  const slot = await freeTime(elsewhere, practitioner, 5);
  const address = await book(elsewhere, slot);
  await arriveAsNewPatient(page);
  await visit(page, `/waitlist/join?practitioner=${practitioner.id}`);
  await page.getByRole('button', { name: 'Join the waiting list' }).click();
  await expect(page.getByRole('region', { name: "You're waiting for" })).toContainText(practitioner.name);
  await hydrated(page);
  await cancel(elsewhere, address);
  const offer = await offerOf(page, slot);
  const id = await offer.locator('input[name=id]').first().inputValue();

  await page.evaluate(() => {
    const now = Date.now;
    Date.now = () => now() + 24 * 3_600_000;
  });
  const ended = page.getByRole('status').filter({ hasText: 'This offer has ended.' });
  await expect(ended).toBeVisible();
  await call(page, 'decline_offer', { id });

  await expect(page.getByRole('article')).toHaveCount(0);
  await expect(ended).toBeVisible();
  await page.getByRole('button', { name: /^Leave list / }).click();
  await expect(page.getByRole('heading', { name: "You're not on any waiting lists" })).toBeVisible();
});

test('a practitioner sees who waits and says how pressing it is', async ({ page, elsewhere }) => {
  const practitioner = own('waitlist');
  const patient = await arriveAsNewPatient(elsewhere);
  await visit(elsewhere, `/waitlist/join?practitioner=${practitioner.id}`);
  await elsewhere.getByRole('checkbox', { name: 'Monday' }).uncheck();
  await elsewhere.getByRole('button', { name: 'Join the waiting list' }).click();
  await expect(elsewhere.getByRole('status').filter({ hasText: "You're on the waiting list." })).toBeVisible();

  await arriveAs(page, practitioner.email);
  await visit(page, '/practitioner');
  await page.getByRole('link', { name: "See who's waiting" }).click();
  const row = page.getByRole('listitem').filter({ hasText: patient.name });
  await expect(row).toContainText('Tuesday, Wednesday, Thursday, Friday, Saturday or Sunday, at any time');
  await hydrated(page);
  await expectAccessible(page);
  await row.getByLabel(`Urgency for ${patient.name}`).selectOption('Urgent');
  await row.getByRole('button', { name: /^Save / }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();
  await expect(row.getByRole('heading', { name: `${patient.name} Urgent` })).toBeVisible();

  await arriveAs(page, demo.administrator);
  await visit(page, '/admin/waitlist');
  await page.getByRole('rowheader').filter({ hasText: patient.name }).getByRole('link').click();
  await expect(page).toHaveURL(/\/admin\/waitlist\/\d+$/);
  await expect(page.getByRole('heading', { name: 'Times offered' })).toBeVisible();
  await hydrated(page);
  await expectAccessible(page);

  await visit(elsewhere, '/waitlist');
  await elsewhere.getByRole('button', { name: /^Leave list / }).click();
  await expect(elsewhere.getByRole('status').filter({ hasText: "You've left this waiting list." })).toBeVisible();
});

test('a wish that no time can fulfil is refused, and stays as it was typed', async ({ page }) => {
  await arriveAsNewPatient(page);
  await visit(page, `/waitlist/join?practitioner=${own('waitlist').id}`);
  await page.getByLabel('Earliest start').fill('15:00');
  await page.getByLabel('Finish by').fill('09:00');
  await page.getByRole('button', { name: 'Join the waiting list' }).click();

  await expectProblem(page, "Enter a time that's later than the first");
  await expect(page.getByLabel('Earliest start')).toHaveValue('15:00');
  await expect(page.getByLabel('Finish by')).toHaveValue('09:00');
});
