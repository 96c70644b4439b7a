// Professions: an administrator renames one for everyone who has it, undoes that, and merges two.

import { randomUUID } from 'node:crypto';

import { expectAccessible } from './support/axe.ts';
import { demo } from './support/clinic.ts';
import { expect, hydrated, test, visit, type Page } from './support/fixtures.ts';
import { arriveAs, ask, call, expectProblem } from './support/journeys.ts';

// The browser logs error responses to scripts.
test.use({ tolerated: [/status of 422/] });

/** A profession that no one has: in its name are letters only. */
const profession = (trade: string) =>
  `${trade} ${randomUUID().slice(0, 8).replace(/\d/g, (digit) => 'ghijklmnop'.charAt(Number(digit)))}`;

/** Adds a practitioner of this profession; answers with their name. */
async function added(page: Page, of: string): Promise<string> {
  const id = randomUUID().slice(0, 8);
  const name = `Ivo ${id}`;
  const { rows } = await ask<{ rows: { id: number; name: string }[] }>(page, 'admin_centres', { 'query[q]': 'Red Gum' });
  const centre = rows.find((centre) => centre.name === 'Red Gum Clinic Fremantle');
  await call(page, 'save_practitioner', {
    id: 'new',
    'form[name]': name,
    'form[email]': `ivo.${id}@example.org`,
    'form[profession]': of,
    'form[accepting]': 'yes',
    'first[centre]': String(centre?.id),
    'first[days][]': '1',
    'first[from]': '09:00',
    'first[to]': '17:00',
  });
  return name;
}

const row = (page: Page, name: string) => page.getByRole('row').filter({ has: page.getByRole('rowheader', { name }) });

async function rename(page: Page, from: string, to: string) {
  await hydrated(page);
  await page.getByLabel('Profession or area of expertise').selectOption(from && { label: from });
  await page.getByLabel('New name').fill(to);
  await page.getByRole('button', { name: 'Rename', exact: true }).click();
}

test('a profession is renamed, becomes one with another, and its former names still find it', async ({ page, elsewhere }) => {
  const [first, second, other] = [profession('Lamplighter'), profession('Glassblower'), profession('Clockmaker')];
  await arriveAs(page, demo.administrator);
  const ivo = await added(page, first);
  await added(page, other);
  await visit(page, '/admin/professions');

  await test.step('one is renamed, taken back, and renamed again', async () => {
    await rename(page, first, second);
    await expect(page.getByText('Renamed for everyone who has it.')).toBeVisible();
    await expect(row(page, second)).toContainText(`Formerly ${first}`);
    await expectAccessible(page);
    await hydrated(page);
    await page.getByRole('button', { name: 'Undo the last change' }).click();
    await expect(page.getByText("Undone: it's as it was before.")).toBeVisible();
    await expect(row(page, first)).toBeVisible();
    await expect(row(page, second)).toHaveCount(0);
    await rename(page, first, second);
    await expect(row(page, second)).toBeVisible();
  });

  await test.step('to become one with another it has to be agreed, and the tick stays whatever else is wrong', async () => {
    await rename(page, second, other);
    await expectProblem(page, 'This name is already in use. Tick the box to merge the two');
    await hydrated(page);
    await expectAccessible(page);
    const agreed = page.getByRole('checkbox', { name: 'Merge the two.' });
    await agreed.check();
    await rename(page, '', other);
    await expectProblem(page, 'Choose a profession or an area of expertise from the list');
    await expect(agreed).toBeChecked();
    await rename(page, second, other);
    await expect(page.getByText('The two have been merged.')).toBeVisible();
    await expect(row(page, other)).toContainText(first);
    await expect(row(page, other)).toContainText(second);
    await expect(row(page, other).getByRole('link', { name: '2', exact: true })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Undo the last change' })).toHaveCount(0);
  });

  for (const name of [first, second, other]) {
    await visit(elsewhere, `/search?q=${encodeURIComponent(name)}`);
    await expect(elsewhere.getByRole('link', { name: ivo, exact: true }).first()).toBeVisible();
  }
});
