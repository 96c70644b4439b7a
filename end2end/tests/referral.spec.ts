// Referrals (S3-28 to S3-31): a practitioner requires them, booking is refused without one, a letter permits it; and answers.

import { expectAccessible } from './support/axe.ts';
import { expectSound } from './support/sound.ts';
import { demo, own } from './support/clinic.ts';
import { expect, hydrated, test, visit, type Page } from './support/fixtures.ts';
import {
  arriveAs,
  arriveAsNewPatient,
  awayAndBack,
  book,
  call,
  confirmBooking,
  expectProblem,
  freeTime,
  pickerOf,
  reviewOf,
} from './support/journeys.ts';

test.use({ tolerated: [/status of 422/] });

async function arriveAgainAs(page: Page, email: string) {
  // Requests still in progress would be refused.
  await expect(page.locator('.reading-bar.is-on')).toHaveCount(0);
  await call(page, 'sign_out', {});
  await arriveAs(page, email);
}

/** Writes a referral from an appointment by hand, up to the page that shows it; answers with its address. */
async function refer(gp: Page, appointment: string, to: string, letter: string): Promise<string> {
  await visit(gp, appointment);
  await gp.getByRole('link', { name: 'Refer the patient' }).click();
  await expect(gp.getByRole('heading', { name: /^Refer /, level: 1 })).toBeVisible();
  await hydrated(gp);
  await gp.getByLabel('Name or field').fill(to);
  await gp.getByRole('button', { name: 'Search' }).click();
  await gp.getByRole('link', { name: to, exact: true }).click();
  await expect(gp.getByRole('heading', { name: 'To', exact: true })).toBeVisible();
  await gp.getByRole('radio', { name: 'Urgent' }).check();
  await gp.getByLabel('Letter').fill(letter);
  await gp.getByRole('button', { name: 'Send referral' }).click();
  await expect(gp.getByRole('status').filter({ hasText: 'Sent.' })).toBeVisible();
  await hydrated(gp);
  return new URL(gp.url()).pathname;
}

test('a practitioner who asks for referrals is booked with one, and with none only read about', async ({ page, elsewhere }) => {
  const [gp, specialist] = [own('referring'), own('referred')];
  await arriveAs(elsewhere, specialist.email);
  await visit(elsewhere, '/practitioner/hours');
  const ask = elsewhere.getByRole('button', { name: 'Require a referral' });
  // A retried test finds what it did before.
  if (await ask.isVisible()) await ask.click();
  await expect(elsewhere.getByRole('heading', { name: 'Patients need a referral to see you' })).toBeVisible();

  // A visitor is told on the profile, at the times and in the review, before filling anything in.
  await visit(page, `/practitioners/${specialist.id}`);
  await expect(page.getByText('Referral needed')).toBeVisible();
  const slot = await freeTime(page, specialist, 3);
  await visit(page, pickerOf(slot));
  await expect(page.getByText(`${specialist.name} sees patients by referral only.`)).toBeVisible();
  await expectAccessible(page);

  const patient = await arriveAsNewPatient(page);
  await visit(page, reviewOf(slot));
  await expect(page.getByText(`${specialist.name} sees patients by referral only.`)).toBeVisible();
  await expect(page.getByRole('button', { name: /^Book / })).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Find a GP' })).toBeVisible();
  await visit(page, '/referrals');
  await expect(page.getByRole('heading', { name: 'No referrals yet' })).toBeVisible();

  const seen = await book(page, await freeTime(page, gp, 0, [slot]));
  await arriveAgainAs(elsewhere, gp.email);
  const letter = `About ${patient.name}: a rash since spring.`;
  const address = await refer(elsewhere, seen, specialist.name, letter);
  await expect(elsewhere.getByText(letter)).toBeVisible();
  await expectSound(elsewhere);

  await visit(page, '/referrals');
  await expect(page.getByText('1 of 1 visit left')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: `Book with ${specialist.name}` }).click();
  await expect(page.getByText(`Your referral from ${gp.name}`)).toBeVisible();
  await visit(page, reviewOf(slot));
  await confirmBooking(page, '');
  const booked = new URL(page.url()).pathname;
  await expect(page.getByRole('link', { name: `Letter from ${gp.name}` })).toHaveAttribute('href', address);
  await arriveAgainAs(elsewhere, specialist.email);
  await visit(elsewhere, booked);
  await elsewhere.getByRole('link', { name: `Letter from ${gp.name}` }).click();
  await expect(elsewhere.getByText(letter)).toBeVisible();
  await visit(page, '/referrals');
  await expect(page.getByText('Used', { exact: true })).toBeVisible();

  await call(page, 'cancel_appointment', { id: booked.replace('/appointments/', '') });
  await visit(page, address);
  await expect(page.getByText(letter)).toBeVisible();
  await expect(page.getByText('1 of 1 visit left')).toBeVisible();
});

test('a letter that is not right is kept, and one is redirected, then declined with a reason', async ({ page, elsewhere }) => {
  const [gp, specialist, other] = [own('referring'), own('referred'), own('journey')];
  const patient = await arriveAsNewPatient(page);
  const seen = await book(page, await freeTime(page, gp, 5));
  await arriveAs(elsewhere, gp.email);
  await visit(elsewhere, `${seen}/refer?to=${specialist.id}`);
  await elsewhere.getByLabel('Letter').fill('Too short');
  await elsewhere.getByLabel('Number of visits').fill('3');
  await elsewhere.getByRole('button', { name: 'Send referral' }).click();
  await expectProblem(elsewhere, 'Write the letter: at least 10 characters');
  await hydrated(elsewhere);
  await expect(elsewhere.getByLabel('Letter')).toHaveValue('Too short');
  await expect(elsewhere.getByLabel('Number of visits')).toHaveValue('3');
  await elsewhere.getByLabel('Letter').fill('Long enough to be a letter.');
  await elsewhere.getByRole('button', { name: 'Send referral' }).click();
  await expect(elsewhere.getByRole('status').filter({ hasText: 'Sent.' })).toBeVisible();
  const address = new URL(elsewhere.url()).pathname;

  await arriveAgainAs(elsewhere, specialist.email);
  await visit(elsewhere, '/practitioner/referrals');
  await expectAccessible(elsewhere);
  await elsewhere.getByRole('link', { name: patient.name }).click();
  await expect(elsewhere.getByText('Long enough to be a letter.')).toBeVisible();
  await hydrated(elsewhere);
  await elsewhere.getByText('Redirect to someone else').click();
  await elsewhere.getByLabel('Name or field').fill(other.name);
  await elsewhere.getByRole('button', { name: 'Search' }).click();
  await elsewhere.getByRole('link', { name: other.name, exact: true }).click();
  await elsewhere.getByRole('button', { name: `Redirect to ${other.name}` }).click();
  await expect(elsewhere.getByRole('status').filter({ hasText: 'Redirected.' })).toBeVisible();
  expect((await elsewhere.goto(address))?.status()).toBe(404);

  await arriveAgainAs(elsewhere, other.email);
  await visit(elsewhere, address);
  await elsewhere.locator('summary').filter({ hasText: 'Decline' }).click();
  await elsewhere.getByRole('button', { name: 'Decline referral' }).click();
  await expectProblem(elsewhere, 'Fill this in');
  await hydrated(elsewhere);
  await elsewhere.getByLabel('Reason for declining').fill('On leave until March');
  await elsewhere.getByRole('button', { name: 'Decline referral' }).click();
  await expect(elsewhere.getByRole('status').filter({ hasText: 'Declined.' })).toBeVisible();

  await visit(page, '/notices');
  await expect(page.getByText(`${other.name} can't see you.`)).toBeVisible();
  await page.getByRole('link', { name: 'Your referral was declined' }).click();
  await expect(page.getByText('Reason: On leave until March')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Book', exact: true })).toHaveCount(0);
  await visit(page, '/referrals');
  await expect(page.getByText('Reason: On leave until March')).toBeVisible();
  await expect(page.getByRole('link', { name: `Book ${gp.name}` })).toHaveAttribute('href', `/book/${gp.id}`);
  await expectAccessible(page);

  // Those who run the clinic see its history, without its letter and without the reason.
  await arriveAgainAs(elsewhere, demo.administrator);
  await visit(elsewhere, '/admin/referrals');
  await elsewhere.getByRole('rowheader').getByRole('link', { name: patient.name }).first().click();
  await expect(elsewhere.getByRole('heading', { name: 'What happened' })).toBeVisible();
  await expect(elsewhere.getByText(`${other.name} declined`)).toBeVisible();
  await expect(elsewhere.getByText('On leave until March')).toHaveCount(0);
  await expect(elsewhere.getByText('Long enough to be a letter.')).toHaveCount(0);
  await expectSound(elsewhere);
});

test('a letter survives Back and a reload, and is gone once it was sent', { tag: '@hydrated-only' }, async ({ page, elsewhere }) => {
  const [gp, specialist] = [own('referring'), own('referred')];
  await arriveAsNewPatient(page);
  const seen = await book(page, await freeTime(page, gp, 5));
  await arriveAs(elsewhere, gp.email);
  await visit(elsewhere, seen);
  await elsewhere.getByRole('link', { name: 'Refer the patient' }).click();
  await expect(elsewhere.getByRole('heading', { name: /^Refer /, level: 1 })).toBeVisible();
  await hydrated(elsewhere);
  await elsewhere.getByLabel('Name or field').fill(specialist.name);
  await elsewhere.getByRole('button', { name: 'Search' }).click();
  await elsewhere.getByRole('link', { name: specialist.name, exact: true }).click();
  await expect(elsewhere.getByRole('heading', { name: 'To', exact: true })).toBeVisible();
  await hydrated(elsewhere);
  const letter = elsewhere.getByLabel('Letter');
  await letter.fill('A mole that has grown since March.');
  await elsewhere.getByRole('radio', { name: 'Urgent' }).check();

  await awayAndBack(elsewhere);
  await expect(letter).toHaveValue('A mole that has grown since March.');
  await elsewhere.reload();
  await hydrated(elsewhere);
  await expect(letter).toHaveValue('A mole that has grown since March.');
  await expect(elsewhere.getByRole('radio', { name: 'Urgent' })).toBeChecked();

  await elsewhere.getByRole('button', { name: 'Send referral' }).click();
  await expect(elsewhere.getByRole('status').filter({ hasText: 'Sent.' })).toBeVisible();
  expect(await elsewhere.evaluate(() => JSON.stringify({ ...sessionStorage }))).not.toContain('A mole that has grown');
});

test('a referral to a field leads to whoever works in it', { tag: '@storage' }, async ({ page, elsewhere }) => {
  const gp = own('referring');
  await arriveAsNewPatient(page);
  const seen = await book(page, await freeTime(page, gp, 8));
  await arriveAs(elsewhere, gp.email);
  await visit(elsewhere, `${seen}/refer`);
  await expectSound(elsewhere);
  await elsewhere.getByLabel('Field', { exact: true }).selectOption('Dermatology');
  await elsewhere.getByRole('button', { name: 'Choose this field' }).click();
  await expect(elsewhere.getByText('Anyone in Dermatology')).toBeVisible();
  await expectAccessible(elsewhere);
  await elsewhere.getByLabel('Letter').fill('Please see this patient about a mole.');
  await elsewhere.getByRole('button', { name: 'Send referral' }).click();
  await expect(elsewhere.getByRole('status').filter({ hasText: 'Sent.' })).toBeVisible();

  await visit(page, '/referrals');
  await page.getByRole('link', { name: 'Book with Anyone in Dermatology' }).click();
  await expect(page).toHaveURL(/specialty=Dermatology/);
  await expect(page.getByRole('article').first()).toBeVisible();

  await visit(elsewhere, '/practitioner/referrals');
  await elsewhere.getByRole('link', { name: /to Anyone in Dermatology$/ }).first().click();
  await hydrated(elsewhere);
  await elsewhere.getByRole('button', { name: 'Withdraw referral' }).click();
  await expect(elsewhere.getByRole('status').filter({ hasText: 'Referral withdrawn.' })).toBeVisible();
});
