// What only a hydrated page can do: change without a reload, and follow other people's changes.

import { demo, own } from './support/clinic.ts';
import { expect, test, visit, type Page } from './support/fixtures.ts';
import {
  arriveAs,
  arriveAsNewPatient,
  book,
  call,
  documentsLoaded,
  expectUnread,
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
  await expect(page.getByRole('heading', { name: /results for “dent”/ })).toBeVisible();
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
  await expect(page.getByRole('heading', { name: /for “physio”, in Fitzroy/ })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('heading', { name: /results for “physio”$/ })).toBeVisible();
  await expect(page.getByLabel('Where')).toHaveValue('');

  expect(loaded).toEqual([]);
});

test('a line that is opened anew for the next page asks nothing again', { tag: '@hydrated-only' }, async ({ page }) => {
  /** Whatever was heard has been asked about by then. */
  const settled = () => page.evaluate(() => new Promise((over) => setTimeout(over, 1_000)));
  await arriveAsNewPatient(page);
  const first = page.waitForResponse(/\/api\/unread/);
  await visit(page, '/search');
  await first;
  await settled();
  let asked = 0;
  page.on('request', (request) => {
    if (new URL(request.url()).pathname.endsWith('/api/unread')) asked += 1;
  });
  const renewed = page.waitForResponse(/\/live\/.*reviews/);

  await page.getByRole('article').locator('a[href^="/practitioners/"]').first().click();
  await renewed;
  await settled();

  // Once for the page itself.
  expect(asked).toBe(1);
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

/** The same with the answer of a page of one's own. */
const byItself = { timeout: 5_000 };

test.describe('what happens to a patient shows on their pages by itself', () => {
  /** A patient with an appointment and nothing unread; its practitioner is in the other browser. */
  async function begin(page: Page, elsewhere: Page, nth: number) {
    const practitioner = own('live');
    await arriveAsNewPatient(page);
    const address = await book(page, await freeTime(page, practitioner, nth));
    await call(page, 'mark_notices_read', {});
    await arriveAs(elsewhere, practitioner.email);
    return { practitioner, address, id: address.replace(/\D/g, '') };
  }

  test('the list, and the bell while a menu is open', { tag: ['@hydrated-only', '@storage'] }, async ({ page, elsewhere }) => {
    const { practitioner, id } = await begin(page, elsewhere, 6);
    await visit(page, '/patient');
    const loaded = documentsLoaded(page);
    await expect(page.getByRole('main')).toContainText(practitioner.name);
    await expectUnread(page, 0);
    const menu = page.getByRole('banner').locator('details.menu');
    await menu.locator('summary').click();
    await menu.getByRole('link', { name: 'Change password' }).focus();

    await call(elsewhere, 'cancel_appointment', { id, reason: 'Ill' });

    await expect(page.getByRole('heading', { name: 'No upcoming appointments' })).toBeVisible(byItself);
    await expectUnread(page, 1);
    await expect(menu).toHaveAttribute('open', '');
    await expect(menu.getByRole('link', { name: 'Change password' })).toBeFocused();
    expect(loaded).toEqual([]);
  });

  test('the appointment, and the list of notices with its focus', { tag: '@hydrated-only' }, async ({ page, elsewhere, context, watch }) => {
    const { address, id } = await begin(page, elsewhere, 7);
    await visit(page, address);
    const notices = await context.newPage();
    watch(notices);
    await visit(notices, '/notices');
    const rows = notices.getByRole('main').getByRole('listitem');
    const before = await rows.count();
    const first = rows.first().getByRole('link');
    await first.focus();
    const loaded = [documentsLoaded(page), documentsLoaded(notices)];

    await call(elsewhere, 'cancel_appointment', { id, reason: 'Ill' });

    await expect(page.getByRole('link', { name: 'Book another' })).toBeVisible(byItself);
    await expect(rows).toHaveCount(before + 1, byItself);
    await expect(rows.nth(1).getByRole('link')).toBeFocused();
    await expect(notices.getByRole('button', { name: 'Mark all as read' })).toBeVisible();
    await notices.getByRole('button', { name: 'Mark all as read' }).click();
    await expectUnread(page, 0);
    expect(loaded).toEqual([[], []]);
  });

  test('a burst of news is asked about once', { tag: '@hydrated-only' }, async ({ page }) => {
    await arriveAsNewPatient(page);
    const burst = 'event: changed\ndata: me\n\n'.repeat(50);
    await page.route('**/live/**', (route) => route.fulfill({ contentType: 'text/event-stream', body: `retry: 600000\n${burst}` }));
    let asked = 0;
    page.on('request', (request) => {
      if (new URL(request.url()).pathname.endsWith('/api/patient_appointments')) asked += 1;
    });
    const answered = page.waitForResponse(/\/api\/patient_appointments/);

    await visit(page, '/patient');
    await answered;
    // Anything else would have caused a request by now.
    await page.evaluate(() => new Promise((over) => setTimeout(over, 1_000)));

    expect(asked).toBe(1);
  });
});

test('a visitor is no longer offered an account once nobody can make one', { tag: '@hydrated-only' }, async ({ page }) => {
  const changed = 'retry: 600000\nevent: changed\ndata: directory\n\n';
  await page.route('**/live/**', (route) => route.fulfill({ contentType: 'text/event-stream', body: changed }));
  // The clinic's answer once registration is closed, which it is for no one else meanwhile.
  await page.route('**/api/viewer*', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), registration_open: false } });
  });

  await visit(page, '/');

  await expect(page.getByRole('link', { name: 'Create account' })).toHaveCount(0, byItself);
});

test('the list of all appointments follows by itself, and nothing moves under whoever types', { tag: '@hydrated-only' }, async ({ page, elsewhere }) => {
  const practitioner = own('live');
  const patient = await arriveAsNewPatient(elsewhere);
  const slot = await freeTime(elsewhere, practitioner, 8);
  await arriveAs(page, demo.administrator);
  await visit(page, `/admin/appointments?practitioner=${practitioner.id}&from=${slot.day}&until=${slot.day}`);
  const loaded = documentsLoaded(page);
  const row = page.getByRole('row').filter({ hasText: patient.name });
  const search = page.locator('#patient');
  await expect(row).toHaveCount(0);

  const address = await book(elsewhere, slot);
  await expect(row).toHaveCount(1, byItself);

  await search.focus();
  await call(elsewhere, 'cancel_appointment', { id: address.replace(/\D/g, ''), reason: '' });
  await page.evaluate(() => new Promise((over) => setTimeout(over, 2_500)));
  await expect(search).toBeFocused();
  await expect(row).not.toContainText('Cancelled');
  await search.blur();
  await expect(row).toContainText('Cancelled', byItself);

  expect(loaded).toEqual([]);
});
