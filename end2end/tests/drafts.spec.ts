// Unsent input is restored after Back and after a reload: until it is sent, its author signs out or someone else signs in.
// Passwords never are.

import { demo, own } from './support/clinic.ts';
import { expect, hydrated, test, visit, type Page } from './support/fixtures.ts';
import { arriveAs, arriveAsNewPatient, awayAndBack, confirmBooking, freeTime, pickerOf, reviewOf, somebody } from './support/journeys.ts';

async function reload(page: Page) {
  await page.reload();
  await hydrated(page);
}

test('a message to the clinic survives Back and a reload, and is gone once it was sent', { tag: '@hydrated-only' }, async ({ page }) => {
  await visit(page, '/contact');
  const message = page.getByLabel('Message');
  await page.getByLabel('Your name').fill('Robin Writer');
  await page.getByLabel('Email', { exact: true }).fill('robin@example.org');
  await message.fill('When do you open on Saturdays?');

  await awayAndBack(page);
  await expect(message).toHaveValue('When do you open on Saturdays?');
  await reload(page);
  await expect(message).toHaveValue('When do you open on Saturdays?');
  await expect(page.getByLabel('Your name')).toHaveValue('Robin Writer');

  await page.getByRole('button', { name: 'Send message' }).click();
  await expect(page.getByRole('heading', { name: 'Your message has been sent' })).toBeVisible();
  await page.getByRole('link', { name: 'Write another message' }).click();
  await expect(message).toHaveValue('');
});

test('what is typed while the code is on its way is kept, too', { tag: '@hydrated-only' }, async ({ page }) => {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/*.wasm', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('/contact', { waitUntil: 'commit' });
  const message = page.getByLabel('Message');
  await message.fill('Is there a lift?');
  release();
  await hydrated(page);

  await awayAndBack(page);

  await expect(message).toHaveValue('Is there a lift?');
});

test('registration keeps what was typed, but no password, not even one that is shown', { tag: '@hydrated-only' }, async ({ page }) => {
  const person = somebody();
  await visit(page, '/register');
  await page.getByRole('button', { name: 'Show password' }).click();
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByLabel('Full name').fill(person.name);

  await awayAndBack(page);

  await expect(page.getByLabel('Full name')).toHaveValue(person.name);
  await expect(page.getByLabel('Password', { exact: true })).toHaveValue('');
  const kept = await page.evaluate(() => JSON.stringify({ ...sessionStorage }));
  expect(kept).toContain(person.name);
  expect(kept).not.toContain(person.password);
});

test('the reason for a visit survives a reload, and does not come back once it is booked', { tag: '@hydrated-only' }, async ({ page }) => {
  await arriveAsNewPatient(page);
  const slot = await freeTime(page, own('keyboard'), 6);
  await visit(page, reviewOf(slot));
  const reason = page.getByLabel('Reason for the visit');
  await reason.fill('Itchy elbow');

  await reload(page);
  await expect(reason).toHaveValue('Itchy elbow');
  await confirmBooking(page, 'Itchy elbow, both sides');

  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage }))).not.toContain('Itchy elbow');
});

test('the reason for a visit survives a reload once the dates of a series are shown', { tag: '@hydrated-only' }, async ({ page }) => {
  await arriveAsNewPatient(page);
  const slot = await freeTime(page, own('keyboard'), 6);
  await visit(page, reviewOf(slot));
  const reason = page.getByLabel('Reason for the visit');
  await reason.fill('Itchy elbow');
  await page.getByText('Repeat this appointment').click();
  await page.getByRole('button', { name: 'Show the dates' }).click();
  await expect(page.getByRole('group', { name: 'Times in the series' })).toBeVisible();

  await reload(page);
  await expect(reason).toHaveValue('Itchy elbow');
});

test('about me and sharing keep what was typed, for its writer alone', { tag: '@hydrated-only' }, async ({ page }) => {
  await arriveAsNewPatient(page);
  await visit(page, '/record/about');
  await page.getByLabel('Address (optional)').fill('12 Draft Street');
  await page.getByLabel('Blood group').selectOption('A+');
  await visit(page, '/record/sharing');
  await page.getByLabel('Their email address').fill('aunt@example.org');
  await page.getByLabel('They can also book, move and cancel appointments for me').check();

  await reload(page);
  await expect(page.getByLabel('Their email address')).toHaveValue('aunt@example.org');
  await expect(page.getByLabel('They can also book, move and cancel appointments for me')).toBeChecked();
  await visit(page, '/record/about');
  await expect(page.getByLabel('Address (optional)')).toHaveValue('12 Draft Street');
  await expect(page.getByLabel('Blood group')).toHaveValue('A+');

  // Someone else signs in on this browser.
  await page.goto('about:blank');
  await arriveAsNewPatient(page);
  await visit(page, '/record/about');
  await expect(page.getByLabel('Address (optional)')).toHaveValue('');
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage }))).not.toContain('Draft Street');
});

test("an administrator's form, and staff's booking, survive a reload and a refusal", { tag: '@hydrated-only' }, async ({ page, elsewhere }) => {
  await arriveAs(page, demo.administrator);
  await visit(page, '/admin/services/new');
  await page.getByLabel('Name', { exact: true }).fill('Drafted visit');
  await page.getByRole('textbox', { name: /^Description/ }).fill('Half an hour of drafts');

  await reload(page);
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Drafted visit');
  await expect(page.getByRole('textbox', { name: /^Description/ })).toHaveValue('Half an hour of drafts');

  const patient = await arriveAsNewPatient(elsewhere);
  const practitioner = own('keyboard');
  await visit(page, `/staff/book?practitioner=${practitioner.id}&patient=${encodeURIComponent(patient.email)}`);
  await page.getByLabel('Reason for the visit').fill('Drafted reason');
  await awayAndBack(page);
  await expect(page.getByLabel('Reason for the visit')).toHaveValue('Drafted reason');
});

test('the chosen time is chosen still when one comes back from the review', { tag: '@hydrated-only' }, async ({ page }) => {
  await arriveAsNewPatient(page);
  const slot = await freeTime(page, own('keyboard'), 6);
  await visit(page, pickerOf(slot));
  const time = page.locator(`input[name="slot"][value="${slot.start}"]`);
  await time.check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByLabel('Reason for the visit')).toBeVisible();

  await page.goBack();

  await expect(page.getByRole('radiogroup')).toBeVisible();
  await expect(time).toBeChecked();
  await reload(page);
  await expect(time).toBeChecked();
});
