// Practitioners: an administrator adds one, who can be found and booked at once, and sets their centres.

import { randomUUID } from 'node:crypto';

import { demo, type Practitioner } from './support/clinic.ts';
import { expectAccessible } from './support/axe.ts';
import { expect, hydrated, test, visit, type Page } from './support/fixtures.ts';
import { arriveAs, arriveAsNewPatient, book, documentsLoaded, expectProblem, freeTime } from './support/journeys.ts';

// The browser logs error responses to scripts.
test.use({ tolerated: [/status of 422/] });

const centre = 'Red Gum Clinic Fremantle';
const further = 'Kowhai Hospital Toowong';

/** Fills in the form of a new practitioner, and sends it. */
async function add(page: Page, name: string, email: string) {
  await visit(page, '/admin/practitioners');
  await page.getByRole('link', { name: 'Add a practitioner' }).click();
  await expect(page.getByRole('heading', { name: 'Add a practitioner', level: 1 })).toBeVisible();
  await hydrated(page);
  await page.getByLabel('Full name').fill(name);
  await page.getByLabel('Email', { exact: true }).fill(email);
  await page.getByRole('combobox', { name: 'Profession' }).fill('Podiatrist');
  await page.getByRole('textbox', { name: 'Areas of expertise' }).fill('Lantern gait, Heel pain');
  await page.getByRole('textbox', { name: 'Languages' }).fill('English, Tamil');
  await page.getByRole('textbox', { name: 'Fee for a visit' }).fill('92.50');
  await page.getByRole('textbox', { name: 'About' }).fill('Walks everywhere.');
  await page.getByLabel('Centre', { exact: true }).selectOption({ label: centre });
  await page.getByRole('button', { name: 'Add practitioner' }).click();
}

test('what an administrator changes is seen at once in open windows', { tag: ['@hydrated-only', '@storage'] }, async ({ page, elsewhere }) => {
  const id = randomUUID().slice(0, 8);
  const name = `Lena ${id}`;
  await arriveAs(page, demo.administrator);
  await add(page, name, `lena.${id}@example.org`);
  await expect(page.getByText('Practitioner added.')).toBeVisible();
  await visit(elsewhere, `/search?q=${encodeURIComponent(name)}`);
  await expect(elsewhere.getByRole('link', { name, exact: true }).first()).toBeVisible();
  await hydrated(elsewhere);
  const loaded = documentsLoaded(elsewhere);

  await hydrated(page);
  await page.getByLabel('Full name').fill(`${name} Renamed`);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Saved.', { exact: true })).toBeVisible();

  await expect(elsewhere.getByRole('link', { name: `${name} Renamed`, exact: true }).first()).toBeVisible();
  expect(loaded).toEqual([]);
});

test('a new practitioner is found and can be booked at once', { tag: '@storage' }, async ({ page, elsewhere }) => {
  const id = randomUUID().slice(0, 8);
  const name = `Nora ${id}`;
  await arriveAs(page, demo.administrator);

  await add(page, name, `nora.${id}@example.org`);

  await expect(page.getByText('Practitioner added.')).toBeVisible();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: centre })).toContainText('Monday 09:00-17:00');
  await visit(elsewhere, `/search?q=${encodeURIComponent(name)}`);
  await elsewhere.getByRole('link', { name, exact: true }).first().click();
  await expect(elsewhere.getByRole('heading', { name, level: 1 })).toBeVisible();
  await expect(elsewhere.getByText('Walks everywhere.')).toBeVisible();
  await expect(elsewhere.getByText('$92.50 AUD').first()).toBeVisible();
  const profile = new URL(elsewhere.url()).pathname;

  await test.step('their name is changed, and everybody sees it', async () => {
    await hydrated(page);
    await page.getByLabel('Full name').fill(`${name} Renamed`);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByText('Saved.', { exact: true })).toBeVisible();
    await expect(page.getByRole('heading', { name: `${name} Renamed`, level: 1 })).toBeVisible();
    await visit(elsewhere, profile);
    await expect(elsewhere.getByRole('heading', { name: `${name} Renamed`, level: 1 })).toBeVisible();
  });

  await test.step('which is undone, and done again', async () => {
    await hydrated(page);
    await page.getByRole('button', { name: 'Undo the last change' }).click();
    await expect(page.getByText("Undone: it's as it was before.")).toBeVisible();
    await expect(page.getByRole('heading', { name, exact: true, level: 1 })).toBeVisible();
    await hydrated(page);
    await page.getByLabel('Full name').fill(`${name} Renamed`);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByRole('heading', { name: `${name} Renamed`, level: 1 })).toBeVisible();
  });

  await test.step('a further centre clashes with the first, until other days are chosen', async () => {
    await hydrated(page);
    await page.getByLabel('Centre', { exact: true }).selectOption({ label: further });
    await page.getByRole('button', { name: 'Add centre' }).click();
    await expectProblem(page, "Hours must end after they start and can't overlap");
    await expectAccessible(page);
    await hydrated(page);
    for (const day of ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday']) {
      await page.getByRole('checkbox', { name: day }).uncheck();
    }
    await page.getByRole('checkbox', { name: 'Saturday' }).check();
    await page.getByRole('button', { name: 'Add centre' }).click();
    await expect(page.getByRole('listitem').filter({ hasText: further })).toContainText('Saturday 09:00-17:00');
  });

  await test.step('work at a centre ends', async () => {
    await hydrated(page);
    const row = page.getByRole('listitem').filter({ hasText: further });
    await row.getByText('End').first().click();
    await expect(row.getByText('No appointments are booked there.')).toBeVisible();
    await row.getByRole('button', { name: `Yes, end it at ${further}` }).click();
    await expect(page.getByRole('listitem').filter({ hasText: further })).toHaveCount(0);
  });
});

test('a practitioner with an address that somebody has is refused, and what was typed stays', async ({ page }) => {
  await arriveAs(page, demo.administrator);

  await add(page, 'Nora Nobody', demo.patient);

  await expectProblem(page, 'Someone already has an account with this email address');
  await expect(page.getByLabel('Full name')).toHaveValue('Nora Nobody');
  await expect(page.getByRole('textbox', { name: 'Areas of expertise' })).toHaveValue('Lantern gait, Heel pain');
  await expectAccessible(page);
});

/** Adds a practitioner; answers with who that is. */
async function added(page: Page, first: string): Promise<Practitioner> {
  const id = randomUUID().slice(0, 8);
  const [name, email] = [`${first} ${id}`, `${first.toLowerCase()}.${id}@example.org`];
  await add(page, name, email);
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
  return { id: Number(new URL(page.url()).pathname.split('/').pop()), name, centre, other: '', email };
}

test('whoever leaves hands their visits over, and the patients are told', { tag: '@storage' }, async ({ page, elsewhere }) => {
  await arriveAs(page, demo.administrator);
  const leaver = await added(page, 'Lea');
  const successor = await added(page, 'Suki');
  await arriveAsNewPatient(elsewhere);
  await book(elsewhere, await freeTime(elsewhere, leaver));

  await test.step('an administrator chooses who takes over', async () => {
    await visit(page, `/admin/users/${leaver.id}/deactivate`);
    await expect(page.getByRole('heading', { name: `Deactivate ${leaver.name}?`, level: 1 })).toBeVisible();
    await expectAccessible(page);
    await page.getByLabel('Practitioner who takes over').selectOption(String(successor.id));
    await page.getByRole('button', { name: 'Move what fits' }).click();
    await expect(page.getByText('What fitted has moved.')).toBeVisible();
    await expect(page.getByLabel('Practitioner who takes over')).toHaveCount(0);
    await expectAccessible(page);
  });

  await test.step('and nothing keeps them here any more', async () => {
    await hydrated(page);
    await page.getByRole('button', { name: 'Deactivate', exact: true }).click();
    await expect(page.getByText('Saved.', { exact: true })).toBeVisible();
  });

  await test.step('the patient is told, and sees the other one at the same time', async () => {
    await visit(elsewhere, '/notices');
    await expect(elsewhere.getByText('A different practitioner will see you').first()).toBeVisible();
    await expect(elsewhere.getByText(`${successor.name} is taking over the appointment on`).first()).toBeVisible();
    await visit(elsewhere, '/patient');
    await expect(elsewhere.getByText(successor.name).first()).toBeVisible();
  });
});

test('a day goes to a colleague at the same time, and the patient is told', async ({ page, elsewhere }) => {
  await arriveAs(page, demo.administrator);
  const away = await added(page, 'Ada');
  const colleague = await added(page, 'Cora');
  await arriveAsNewPatient(elsewhere);
  const slot = await freeTime(elsewhere, away);
  await book(elsewhere, slot);

  await visit(page, `/admin/practitioners/${away.id}`);
  await page.getByRole('link', { name: 'Move a day to a colleague' }).click();
  await expect(page.getByRole('heading', { name: `Move a day of ${away.name} to a colleague`, level: 1 })).toBeVisible();
  await hydrated(page);
  await page.getByLabel('Day', { exact: true }).fill(slot.day);
  await page.getByLabel('Colleague who takes over').selectOption(String(colleague.id));
  await page.getByRole('button', { name: 'Show what would happen' }).click();
  await expect(page.getByRole('row').filter({ hasText: 'Same time' })).toHaveCount(1);
  await hydrated(page);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Move 1', exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Done.' })).toBeVisible();
  await expect(page).toHaveURL(/\/admin\/bulk\/[0-9a-f]{32}$/);
  await expect(page.getByRole('link', { name: 'Undo', exact: true })).toBeVisible();

  await visit(elsewhere, '/notices');
  await expect(elsewhere.getByText(`${colleague.name} is taking over the appointment on`).first()).toBeVisible();
});
