// Services: an administrator describes a kind of visit and chooses who offers it, a patient books it.

import { randomUUID } from 'node:crypto';

import { expectAccessible } from './support/axe.ts';
import { demo, own } from './support/clinic.ts';
import { expect, hydrated, test, visit, type Page } from './support/fixtures.ts';
import { arriveAs, arriveAsNewPatient, expectProblem, visitProfile } from './support/journeys.ts';

// The browser logs error responses to scripts.
test.use({ tolerated: [/status of 422/] });

/** A name that no other service has. */
const named = (what: string) => `${what} ${randomUUID().slice(0, 6)}`;

interface Service {
  name: string;
  minutes: string;
  /** What else is filled in, by label. */
  fields?: Record<string, string>;
  online?: boolean;
  /** The room that it needs, and where. */
  room?: { name: string; centre: string };
}

/** Describes a service, and has one practitioner offer it. */
async function offer(page: Page, service: Service, by: { name: string }) {
  await visit(page, '/admin/services');
  await page.getByRole('link', { name: 'Add a service' }).first().click();
  await expect(page.getByRole('heading', { name: 'Add a service', level: 1 })).toBeVisible();
  await hydrated(page);
  await page.getByLabel('Name', { exact: true }).fill(service.name);
  await page.getByLabel('Length in minutes').fill(service.minutes);
  // The fields for further languages come before it.
  for (const [label, value] of Object.entries(service.fields ?? {})) await page.getByLabel(label).last().fill(value);
  if (service.online) await page.getByLabel('Online').check();
  if (service.room) {
    const { name, centre } = service.room;
    const group = page.locator('details').filter({ hasText: centre });
    await group.getByText(centre).click();
    await group.getByLabel(name, { exact: true }).check();
  }
  await page.getByRole('button', { name: 'Add service' }).click();
  await expect(page.getByText('Service added. Now choose who offers it.')).toBeVisible();
  await hydrated(page);
  await page.getByLabel('Name', { exact: true }).fill(by.name);
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page.getByText('1 practitioner', { exact: true })).toBeVisible();
  await hydrated(page);
  await page.getByRole('checkbox', { name: by.name }).check();
  await page.getByRole('button', { name: 'Save these choices' }).click();
  await expect(page.getByText('Saved.', { exact: true })).toBeVisible();
  await hydrated(page);
}

/** Chooses the last time of next week for a service, from the practitioner's profile; answers with its name. */
async function choose(page: Page, service: Service) {
  await page.getByRole('link', { name: `Book ${service.name}` }).click();
  await expect(page.getByRole('heading', { name: 'Choose a time', level: 1 })).toBeVisible();
  await hydrated(page);
  const thisWeek = (await page.getByRole('heading', { level: 2, name: / 20\d\d$/ }).textContent()) ?? '';
  await page.getByRole('link', { name: 'Next week' }).click();
  await expect(page.getByRole('heading', { level: 2, name: thisWeek })).toHaveCount(0);
  await hydrated(page);
  const time = page.getByRole('radio').last();
  await time.check();
  const name = (await time.getAttribute('aria-label')) ?? '';
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('heading', { name: 'Check your booking' })).toBeVisible();
  await hydrated(page);
  return name;
}

const term = (page: Page, name: string) => page.locator('.summary > div').filter({ has: page.getByText(name, { exact: true }) });

test('a new service with a room is booked, and both see what and where', async ({ page, elsewhere }) => {
  const practitioner = own('services');
  const room = { name: named('Studio'), centre: practitioner.centre };
  const service = { name: named('Movement check'), minutes: '45', fields: { Price: '64.50' }, room };
  await arriveAs(page, demo.administrator);
  await test.step('a room is added', async () => {
    await visit(page, '/admin/rooms');
    await page.getByLabel('Centre', { exact: true }).selectOption({ label: room.centre });
    await page.getByLabel('Name', { exact: true }).fill(room.name);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(page.getByText('Saved.', { exact: true })).toBeVisible();
    await expect(page.getByRole('row', { name: room.name })).toContainText('In use');
  });
  await offer(page, service, practitioner);

  await arriveAsNewPatient(elsewhere);
  await visitProfile(elsewhere, practitioner);
  await expect(elsewhere.getByRole('listitem').filter({ hasText: service.name })).toContainText(/45 min, \$64\.50 (AUD|NZD)/);
  await choose(elsewhere, service);
  await expect(term(elsewhere, 'What')).toContainText(service.name);
  await expect(term(elsewhere, 'Fee')).toContainText(/\$64\.50 (AUD|NZD)/);
  await elsewhere.getByRole('button', { name: /^Book / }).click();
  await expect(elsewhere.getByRole('heading', { name: "You're booked", level: 1 })).toBeVisible();
  await expect(term(elsewhere, 'What')).toContainText(service.name);
  await expect(term(elsewhere, 'Where')).toContainText(room.name);
  await expect(term(elsewhere, 'Duration')).toContainText('45 minutes');

  await test.step('switched off, it can no longer be booked and what is booked stays', async () => {
    await visit(page, '/admin/services');
    const row = page.getByRole('row', { name: service.name });
    await expect(row).toContainText('45 min, needs a room');
    await row.getByText('Switch off').first().click();
    await row.getByRole('button', { name: `Yes, switch off ${service.name}` }).click();
    await expect(row).toContainText('Switched off');
    await elsewhere.reload();
    await expect(term(elsewhere, 'What')).toContainText(service.name);
    await visitProfile(elsewhere, practitioner);
    await expect(elsewhere.getByText(service.name)).toHaveCount(0);
  });
});

test('the link of an online visit is for those who have booked it', async ({ page, elsewhere }) => {
  const practitioner = own('services');
  const link = `https://visit.example/${randomUUID().slice(0, 6)}`;
  const service = {
    name: named('Video call'),
    minutes: '15',
    online: true,
    fields: { 'How to join, or how to find it': `Open ${link} and wait.` },
  };
  await arriveAs(page, demo.administrator);
  await offer(page, service, practitioner);

  await arriveAsNewPatient(elsewhere);
  await visitProfile(elsewhere, practitioner);
  await choose(elsewhere, service);
  await expect(elsewhere.getByText(link)).toHaveCount(0);
  await elsewhere.getByRole('button', { name: /^Book / }).click();

  await expect(elsewhere.getByText(`${practitioner.name} is expecting you online.`)).toBeVisible();
  await expect(elsewhere.getByRole('link', { name: link })).toHaveAttribute('href', link);
  const [download] = await Promise.all([
    elsewhere.waitForEvent('download'),
    elsewhere.getByRole('link', { name: 'Add to calendar' }).click(),
  ]);
  const file = Buffer.concat(await (await download.createReadStream()).toArray()).toString().replace(/\r?\n[ \t]/g, '');
  expect(file).toContain(`SUMMARY:${service.name} with ${practitioner.name}`);
  expect(file).toContain('LOCATION:Online');
  expect(file).toContain(link);
});

test('a group says how many places are left', { tag: '@storage' }, async ({ page, elsewhere }) => {
  const practitioner = own('services');
  const service = { name: named('Class'), minutes: '60', fields: { 'Patients at the same time': '3' } };
  await arriveAs(page, demo.administrator);
  await offer(page, service, practitioner);

  await arriveAsNewPatient(elsewhere);
  await visitProfile(elsewhere, practitioner);
  expect(await choose(elsewhere, service)).toContain('3 of 3 left');
  await elsewhere.getByRole('button', { name: /^Book / }).click();
  await expect(elsewhere.getByRole('heading', { name: "You're booked", level: 1 })).toBeVisible();
  const appointment = new URL(elsewhere.url()).pathname;
  await elsewhere.context().clearCookies();
  await arriveAsNewPatient(elsewhere);
  await visitProfile(elsewhere, practitioner);
  expect(await choose(elsewhere, service)).toContain('2 of 3 left');

  await test.step('its practitioner sees one row, and cancels it with one reason', async () => {
    await page.context().clearCookies();
    await arriveAs(page, practitioner.email);
    await visit(page, `${appointment}/cancel?group=1`);
    await expect(page.getByRole('heading', { name: 'Cancel this class?' })).toBeVisible();
    await expect(page.getByText('1 person is booked.')).toBeVisible();
    await page.getByRole('link', { name: 'Keep the class' }).click();
    const row = page.locator('.tl-group').filter({ has: page.getByRole('heading', { name: service.name }) });
    await expect(row).toContainText('1 of 3');
    await hydrated(page);
    await expectAccessible(page);
    await row.getByRole('link', { name: `Cancel the class ${service.name}` }).click();
    await expect(page.getByRole('heading', { name: 'Cancel this class?' })).toBeVisible();
    await hydrated(page);
    await page.getByRole('button', { name: 'Cancel the class' }).click();
    await expectProblem(page, "Say in a few words why you're cancelling");
    await hydrated(page);
    await page.getByLabel('Why are you cancelling?').fill('The gym is flooded');
    await page.getByRole('button', { name: 'Cancel the class' }).click();
    await expect(page.getByRole('status').filter({ hasText: "Class cancelled. We've let everyone know." })).toBeVisible();
    await expect(row).toHaveCount(0);
  });
});

test('a form that is refused keeps what was typed and says what to correct', async ({ page }) => {
  await arriveAs(page, demo.administrator);
  await visit(page, '/admin/services/new');
  await page.getByLabel('Name', { exact: true }).fill('Half a visit');
  await page.getByRole('textbox', { name: 'Description' }).fill('Five lines <b> & more');
  await page.getByLabel('Length in minutes').fill('7');
  await page.getByLabel('Online').check();
  await page.getByRole('button', { name: 'Add service' }).click();

  await expectProblem(page, 'Enter the length in minutes: a multiple of 5, from 5 to 1440');
  await expectProblem(page, 'Say how patients join: a link or a number to call');
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Half a visit');
  await expect(page.getByRole('textbox', { name: 'Description' })).toHaveValue('Five lines <b> & more');
  await expect(page.getByLabel('Online')).toBeChecked();
});
