// What only a page that runs in the browser can do: change without a reload, and keep up with what others do.

import { own } from './support/clinic.ts';
import { expect, test, visit } from './support/fixtures.ts';
import {
  arriveAsNewPatient,
  book,
  call,
  documentsLoaded,
  freeNextWeek,
  freeTime,
  pickerOf,
  radioOf,
} from './support/journeys.ts';

/** How soon others' changes are to be seen. */
const soon = { timeout: 2_000 };

test('results follow the typing', { tag: '@hydrated-only' }, async ({ page }) => {
  await visit(page, '/search');
  const loaded = documentsLoaded(page);

  await page.getByLabel('Who or what').pressSequentially('dent');
  await expect(page.getByRole('heading', { name: /results for "dent"/ })).toBeVisible();
  await expect(page.getByRole('article').first()).toContainText('Dentist');
  await expect(page).toHaveURL('/search?q=dent');
  await page.getByLabel('Who or what').fill('');
  await expect(page.getByRole('heading', { name: /^\d+ results$/ })).toBeVisible();

  expect(loaded).toEqual([]);
});

test('filters change the results at once, and the way back undoes them', { tag: '@hydrated-only' }, async ({ page }) => {
  await visit(page, '/search?q=physio');
  const loaded = documentsLoaded(page);

  await page.getByLabel('Where').selectOption('Fitzroy');
  await expect(page.getByRole('heading', { name: /for "physio", in Fitzroy/ })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('heading', { name: /results for "physio"$/ })).toBeVisible();
  await expect(page.getByLabel('Where')).toHaveValue('');

  expect(loaded).toEqual([]);
});

test('weeks turn without a reload', { tag: '@hydrated-only' }, async ({ page }) => {
  await visit(page, `/book/${own('live').id}`);
  const loaded = documentsLoaded(page);
  const title = page.getByRole('heading', { level: 2, name: / 20\d\d$/ });
  const first = (await title.textContent()) ?? '';

  await page.getByRole('link', { name: 'Next week' }).click();
  await expect(title).not.toHaveText(first);
  await page.getByRole('link', { name: 'Previous week' }).click();
  await expect(title).toHaveText(first);

  expect(loaded).toEqual([]);
});

test('a time that others take or free comes and goes', { tag: ['@hydrated-only', '@storage'] }, async ({ page, elsewhere }) => {
  const practitioner = own('live');
  await arriveAsNewPatient(elsewhere);
  const slot = await freeTime(page, practitioner);
  await visit(page, pickerOf(slot));
  const radio = radioOf(page, slot);
  await radio.check();

  const address = await book(elsewhere, slot);
  await expect(radio).toHaveCount(0, soon);
  await expect(page.getByText(/ was just taken\. Choose another time\.$/)).toBeVisible();

  await call(elsewhere, 'cancel_appointment', { id: address.replace(/\D/g, ''), reason: '' });
  await expect(radio).toBeVisible(soon);
});

test('a chosen time stays chosen while others come and go', { tag: '@hydrated-only' }, async ({ page, elsewhere }) => {
  await arriveAsNewPatient(elsewhere);
  const [, mine, theirs] = (await freeNextWeek(page, own('live'))).slice(1);
  if (!mine || !theirs) throw new Error('too few free times');
  await visit(page, pickerOf({ ...mine, day: mine.day }));
  await radioOf(page, mine).check();

  await book(elsewhere, theirs);

  await expect(page.getByRole('radio', { name: `${theirs.long_date}, ${theirs.span}, free`, includeHidden: true })).toHaveCount(0, soon);
  await expect(radioOf(page, mine)).toBeChecked();
});
