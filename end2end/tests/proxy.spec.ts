// Booking for someone else: a family member whom a patient permits to, until they no longer do.

import { expectAccessible } from './support/axe.ts';
import { own } from './support/clinic.ts';
import { expect, hydrated, test, visit } from './support/fixtures.ts';
import { arriveAsNewPatient, freeTime, reviewOf } from './support/journeys.ts';

// The last page is one that the relative may no longer open.
test.use({ tolerated: [/status of 404/] });

test('a relative who is trusted with it books and moves for the patient, and can no more when that is ended', async ({
  page,
  elsewhere,
}) => {
  const practitioner = own('proxies');
  const patient = await arriveAsNewPatient(page);
  const relative = await arriveAsNewPatient(elsewhere);

  await test.step('the patient invites them, to the summary and to appointments, and they accept', async () => {
    await visit(page, '/record/sharing');
    await page.getByLabel('Their email address').fill(relative.email);
    await page.getByLabel('They can also book, move and cancel appointments for me').check();
    await page.getByLabel('Last day').fill('2028-01-31');
    await page.getByRole('button', { name: 'Send invitation' }).click();
    await expect(page.getByRole('status').filter({ hasText: `Your invitation to ${relative.email}` })).toBeVisible();
    await expect(page.getByRole('main')).not.toContainText(relative.name);
    await visit(elsewhere, '/account');
    await elsewhere.getByRole('button', { name: `Accept the invitation from ${patient.name}` }).click();
    await expect(elsewhere.getByRole('link', { name: `${patient.name}'s record` })).toBeVisible();
    await visit(page, '/record/sharing');
    await expect(page.getByRole('listitem').filter({ hasText: relative.name })).toContainText('and can book for me');
  });

  await test.step('the relative chooses for whom, and books', async () => {
    await visit(elsewhere, reviewOf(await freeTime(elsewhere, practitioner)));
    const choice = elsewhere.getByRole('navigation', { name: 'Who is this for?' });
    await expect(choice.getByRole('link', { name: 'Me' })).toHaveAttribute('aria-current', 'true');
    await choice.getByRole('link', { name: patient.name }).click();
    await expect(choice.getByRole('link', { name: patient.name })).toHaveAttribute('aria-current', 'true');
    await hydrated(elsewhere);
    await expectAccessible(elsewhere);
    await elsewhere.getByRole('button', { name: /^Book / }).click();
    await expect(elsewhere.getByRole('heading', { name: "It's booked", level: 1 })).toBeVisible();
    await expect(elsewhere.getByRole('main')).toContainText(`${practitioner.name} is expecting ${patient.name}`);
  });

  await test.step('both hear of it', async () => {
    await visit(page, '/notices');
    await expect(page.getByRole('link', { name: 'Your appointment is booked' })).toBeVisible();
    await visit(elsewhere, '/notices');
    await expect(elsewhere.getByRole('link', { name: `For ${patient.name}: appointment is booked` })).toBeVisible();
  });

  const address = await test.step('the relative moves it, from their account', async () => {
    await visit(elsewhere, '/account');
    await expectAccessible(elsewhere);
    await elsewhere.getByRole('link', { name: `With ${practitioner.name}` }).click();
    await expect(elsewhere.getByRole('heading', { name: `${patient.name} with ${practitioner.name}` })).toBeVisible();
    await hydrated(elsewhere);
    const address = new URL(elsewhere.url()).pathname;
    await elsewhere.getByRole('link', { name: 'Move appointment' }).click();
    await expect(elsewhere.getByRole('heading', { name: 'Choose a new time' })).toBeVisible();
    await expect(elsewhere.getByText(`You're moving an appointment for ${patient.name}.`)).toBeVisible();
    await hydrated(elsewhere);
    await elsewhere.getByRole('radio').last().check();
    await elsewhere.getByRole('button', { name: 'Continue' }).click();
    await expect(elsewhere.getByRole('heading', { name: 'Check the new time' })).toBeVisible();
    await hydrated(elsewhere);
    await elsewhere.getByRole('button', { name: /^Move to / }).click();
    await expect(elsewhere.getByRole('status').filter({ hasText: 'Appointment moved.' })).toBeVisible();
    return address;
  });

  await test.step('ended, the relative finds nothing', async () => {
    await visit(page, '/record/sharing');
    await page.getByRole('button', { name: `Stop sharing with ${relative.name}` }).click();
    await expect(page.getByRole('button', { name: `Stop sharing with ${relative.name}` })).toHaveCount(0);
    await visit(page, address);
    await expect(page.getByRole('link', { name: 'Cancel appointment' })).toBeVisible();
    await visit(elsewhere, address);
    await expect(elsewhere.getByRole('heading', { name: "We can't find that page" })).toBeVisible();
  });
});
