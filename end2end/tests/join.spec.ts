// Joining and leaving: from an application to the first booking, an invitation, an account that is closed and reopened.

import { randomUUID } from 'node:crypto';

import { demo } from './support/clinic.ts';
import { expectAccessible } from './support/axe.ts';
import { expect, fillSignIn, hydrated, test, visit, type Page } from './support/fixtures.ts';
import {
  arriveAs,
  arriveAsNewPatient,
  arriveRegistered,
  book,
  expectProblem,
  fillRegistration,
  freeTime,
  somebody,
} from './support/journeys.ts';
import { expectSound } from './support/sound.ts';

// The browser logs error responses to scripts.
test.use({ tolerated: [/status of 422/] });

const centre = 'Red Gum Clinic Fremantle';
/** The smallest picture there is. */
const certificate = {
  name: 'certificate.png',
  mimeType: 'image/png',
  buffer: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
};

/** Applies, and answers with the address of the application. */
async function apply(page: Page, name: string, email: string): Promise<string> {
  await visit(page, '/join');
  await page.getByRole('button', { name: 'Send application' }).click();
  await expectProblem(page, 'Enter your qualifications');
  await expectAccessible(page);
  await hydrated(page);
  await page.getByLabel('Full name').fill(name);
  await page.getByLabel('Email', { exact: true }).fill(email);
  await page.getByLabel('Phone').fill('0491 570 156');
  await page.getByRole('combobox', { name: 'Profession' }).fill('Podiatrist');
  await page.getByLabel('Qualifications').fill('BPod');
  await page.getByRole('checkbox', { name: centre }).check();
  await page.getByRole('button', { name: 'Send application' }).click();
  await expect(page.getByText('Your application has been sent.')).toBeVisible();
  await hydrated(page);
  return new URL(page.url()).pathname;
}

test('an applicant is asked, approved, found and booked', { tag: '@phone' }, async ({ page, elsewhere }) => {
  test.slow();
  const id = randomUUID().slice(0, 8);
  const name = `Nora ${id}`;
  const mine = await apply(page, name, `nora.${id}@example.org`);
  await page.getByLabel('File').setInputFiles(certificate);
  await page.getByRole('button', { name: 'Add document' }).click();
  await expect(page.getByText('Document added.')).toBeVisible();
  await expectAccessible(page);

  await arriveAs(elsewhere, demo.administrator);
  await visit(elsewhere, '/admin/applications?status=received');
  await elsewhere.getByRole('link', { name, exact: true }).click();
  await expect(elsewhere.getByRole('link', { name: 'certificate.png' })).toBeVisible();
  await hydrated(elsewhere);
  await expectSound(elsewhere);
  await elsewhere.getByLabel('What do you need to know?').fill('When could you start?');
  await elsewhere.getByRole('button', { name: 'Ask', exact: true }).click();
  await expect(elsewhere.getByText('Sent. The applicant sees it on their page.')).toBeVisible();
  await expectAccessible(elsewhere);

  await visit(page, mine);
  await expect(page.getByText('When could you start?')).toBeVisible();
  await page.getByLabel('Your answer').fill('Next month.');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(page.getByText('Next month.')).toBeVisible();

  await visit(elsewhere, elsewhere.url());
  await elsewhere.getByRole('button', { name: 'Approve application' }).click();
  await expect(elsewhere.getByText('Application approved.')).toBeVisible();

  await visit(page, mine);
  await page.getByLabel('Password', { exact: true }).fill('seven quiet otters');
  await page.getByLabel('Password again').fill('seven quiet otters');
  await page.getByRole('button', { name: 'Set password' }).click();
  await expect(page.getByText('Your new password is set.')).toBeVisible();
  await hydrated(page);
  await fillSignIn(page, `nora.${id}@example.org`, 'seven quiet otters');
  await expect(page.getByRole('heading', { name: 'Your day', level: 1 })).toBeVisible();

  await arriveAsNewPatient(elsewhere);
  await visit(elsewhere, `/search?q=${encodeURIComponent(name)}`);
  await elsewhere.getByRole('link', { name, exact: true }).first().click();
  await expect(elsewhere.getByRole('heading', { name, level: 1 })).toBeVisible();
  const practitioner = Number(new URL(elsewhere.url()).pathname.split('/').pop());
  const slot = await freeTime(elsewhere, { id: practitioner, name, centre, other: '', email: '' });
  await visit(elsewhere, await book(elsewhere, slot));
  await expect(elsewhere.getByText(name).first()).toBeVisible();
});

test('an applicant sees by itself that the clinic has asked for more', { tag: '@hydrated-only' }, async ({ page, elsewhere }) => {
  const id = randomUUID().slice(0, 8);
  const name = `Iris ${id}`;
  await page.clock.install();
  await apply(page, name, `iris.${id}@example.org`);
  await arriveAs(elsewhere, demo.administrator);
  await visit(elsewhere, '/admin/applications?status=received');
  await elsewhere.getByRole('link', { name, exact: true }).click();
  await hydrated(elsewhere);
  await elsewhere.getByLabel('What do you need to know?').fill('When could you start?');
  await elsewhere.getByRole('button', { name: 'Ask', exact: true }).click();
  await expect(elsewhere.getByText('Sent. The applicant sees it on their page.')).toBeVisible();

  await page.clock.fastForward('01:01');

  await expect(page.getByText('When could you start?')).toBeVisible();
});

test('an applicant changes their mind', async ({ page }) => {
  const id = randomUUID().slice(0, 8);
  await apply(page, `Walt ${id}`, `walt.${id}@example.org`);

  await page.getByText('Withdraw application').click();
  await page.getByRole('button', { name: 'Yes, withdraw it' }).click();

  await expect(page.getByText('Your application has been withdrawn.')).toBeVisible();
  await expectAccessible(page);
  await expect(page.getByRole('button', { name: 'Add document' })).toHaveCount(0);
});

test('an invitation makes one account', { tag: '@phone' }, async ({ page, elsewhere }) => {
  const person = somebody();
  await arriveAs(elsewhere, demo.administrator);
  await visit(elsewhere, '/admin/invitations');
  await elsewhere.getByLabel(/^Email/).fill(demo.patient);
  await elsewhere.getByRole('button', { name: 'Create link' }).click();
  await expectProblem(elsewhere, /./);
  await expectAccessible(elsewhere);
  await hydrated(elsewhere);
  await elsewhere.getByLabel('Full name').fill(person.name);
  await elsewhere.getByLabel(/^Email/).fill(person.email);
  await elsewhere.getByRole('button', { name: 'Create link' }).click();
  const link = elsewhere.getByRole('region', { name: 'The invitation is ready' }).getByRole('link');
  const path = new URL((await link.getAttribute('href')) ?? '', 'http://clinic.example').pathname;
  await expectAccessible(elsewhere);

  await visit(page, path);
  await expect(page.getByLabel('Full name')).toHaveValue(person.name);
  await expectAccessible(page);
  await hydrated(page);
  await fillRegistration(page, person);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect.poll(() => new URL(page.url()).pathname).not.toBe(path);
  await arriveRegistered(page, person);
  await expect(page.getByRole('heading', { name: 'My appointments', level: 1 })).toBeVisible();

  await visit(page, path);
  await expect(page.getByRole('heading', { name: "This invitation can't be used", level: 1 })).toBeVisible();
  await expectAccessible(page);
});

test('an account is closed by its owner and opened again by the clinic', { tag: '@phone' }, async ({ page, elsewhere }) => {
  const person = await arriveAsNewPatient(page);
  await visit(page, '/account');
  await page.getByRole('link', { name: 'Close account' }).click();
  await expect(page.getByText('You have no upcoming appointments.')).toBeVisible();
  await hydrated(page);
  await page.getByLabel('Your password').fill('not my password');
  await page.getByRole('button', { name: 'Close my account' }).click();
  await expectProblem(page, "This isn't your current password");
  await expectAccessible(page);
  await hydrated(page);
  await page.getByLabel('Your password').fill(person.password);
  await page.getByRole('button', { name: 'Close my account' }).click();
  await expect(page.getByText('Your account is closed')).toBeVisible();
  await hydrated(page);
  await fillSignIn(page, person.email, person.password);
  await expectProblem(page, 'You closed this account.');

  await arriveAs(elsewhere, demo.administrator);
  await visit(elsewhere, `/admin/users?q=${encodeURIComponent(person.email)}`);
  await expect(elsewhere.getByText('Closed by its owner on')).toBeVisible();
  await elsewhere.getByRole('button', { name: `Activate ${person.name}` }).click();
  await expect(elsewhere.getByText('Saved.', { exact: true })).toBeVisible();

  await hydrated(page);
  await fillSignIn(page, person.email, person.password);
  await expect(page.getByRole('heading', { name: 'My appointments', level: 1 })).toBeVisible();
});
