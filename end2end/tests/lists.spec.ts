// Working with a long list: sorted by its headings, saved as a view, walked by keyboard, and exported as a workbook (S1-16, S1-18).

import { randomUUID } from 'node:crypto';

import { expectAccessible } from './support/axe.ts';
import { demo } from './support/clinic.ts';
import { expect, hydrated, hydrates, test, visit } from './support/fixtures.ts';
import { arriveAs } from './support/journeys.ts';
import { expectSound } from './support/sound.ts';

test('a list is sorted, paged, kept as a view and walked by keyboard', async ({ page }) => {
  const name = `Staff ${randomUUID().slice(0, 8)}`;
  const head = page.getByRole('columnheader', { name: 'Name', exact: true });
  const views = page.getByRole('navigation', { name: 'Saved views' });
  // Without JavaScript, a button takes the ticks along.
  const turn = (name: string) => page.getByRole(hydrates() ? 'link' : 'button', { name });
  await arriveAs(page, demo.administrator);
  await visit(page, '/admin/users?role=practitioner');
  await expect(head).toHaveAttribute('aria-sort', 'ascending');
  const first = await page.getByRole('rowheader').allTextContents();

  await test.step('sorted the other way, and paged there and back', async () => {
    await head.getByRole(hydrates() ? 'link' : 'button').click();
    await expect(head).toHaveAttribute('aria-sort', 'descending');
    const last = await page.getByRole('rowheader').allTextContents();
    expect(last).not.toEqual(first);
    await hydrated(page);
    await turn('Next page').click();
    await expect(turn('Previous page')).toBeVisible();
    await expect(page.getByRole('rowheader').first()).not.toHaveText(last[0] ?? '');
    await hydrated(page);
    await turn('Previous page').click();
    await expect(page.getByRole('rowheader')).toHaveText(last);
    await hydrated(page);
  });

  await test.step('with fewer columns', async () => {
    await page.locator('summary').filter({ hasText: 'Columns' }).click();
    await page.getByRole('checkbox', { name: 'Phone', exact: true }).uncheck();
    await page.getByRole('button', { name: 'Show these columns' }).click();
    await expect(page.getByRole('columnheader', { name: 'Phone', exact: true })).toHaveCount(0);
    await expect(head).toHaveAttribute('aria-sort', 'descending');
    await hydrated(page);
  });

  await test.step('kept as a view, and opened again', async () => {
    await page.locator('summary').filter({ hasText: 'Save this view' }).click();
    await page.getByLabel('Name of the view').fill(name);
    await page.getByRole('button', { name: 'Save view' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'View saved.' })).toBeVisible();
    await expectAccessible(page);
    await visit(page, '/admin/users');
    await views.getByRole('link', { name }).click();
    await expect(head).toHaveAttribute('aria-sort', 'descending');
    await expect(views.getByRole('link', { name })).toHaveAttribute('aria-current', 'page');
    await expect(page.getByRole('columnheader', { name: 'Phone', exact: true })).toHaveCount(0);
    await hydrated(page);
  });

  await test.step('walked by keyboard, except in a field', async () => {
    // Shortcuts need JavaScript.
    if (!hydrates()) return;
    const box = page.getByRole('row').nth(1).getByRole('checkbox');
    await page.keyboard.press('j');
    await expect(page.getByRole('rowheader').first().getByRole('link')).toBeFocused();
    await page.keyboard.press('x');
    await expect(box).toBeChecked();
    await page.keyboard.press('/');
    const search = page.getByLabel('Name, email or phone');
    await expect(search).toBeFocused();
    await page.keyboard.press('j');
    await expect(search).toHaveValue('j');
  });

  await test.step('and the view is deleted', async () => {
    await page.locator('summary').filter({ hasText: 'Manage views' }).click();
    await page.getByRole('button', { name: `Delete the view ${name}` }).click();
    await expect(page.getByRole('status').filter({ hasText: 'View deleted.' })).toBeVisible();
    await expect(page.getByRole('link', { name })).toHaveCount(0);
  });
});

test('everyone who matches is chosen at once, and a list is taken away as a workbook', async ({ page }) => {
  await arriveAs(page, demo.administrator);
  await visit(page, '/admin/users?q=admin%40demo.example&sort=-added');

  await test.step('exported', async () => {
    const downloading = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Export as Excel' }).click();
    expect((await downloading).suggestedFilename()).toBe('users.xlsx');
  });

  await test.step('all of them are chosen, and the look says what would happen', async () => {
    await visit(page, '/admin/users?q=admin%40demo.example');
    await page.getByRole('checkbox', { name: 'Choose everyone who matches, on all pages' }).check();
    await page.getByRole('button', { name: 'Deactivate', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'Deactivate these users?', level: 1 })).toBeVisible();
    await expect(page.getByRole('row', { name: 'Demo Administrator' })).toContainText("You can't change your own account");
  });
});

test('reviews are filtered and taken away', async ({ page }) => {
  await arriveAs(page, demo.administrator);
  await visit(page, '/admin/reviews');
  const labels = page.locator('.table-tools > .field > label');
  const boxes = await Promise.all([0, 1, 2].map((place) => labels.nth(place).boundingBox()));
  expect(new Set(boxes.map((box) => Math.round(box?.y ?? 0))).size, 'filters stand on one line').toBe(1);

  await page.getByRole('combobox', { name: 'Stars', exact: true }).selectOption('5');
  await page.getByRole('button', { name: 'Show', exact: true }).click();

  await expect(page).toHaveURL(/[?&]stars=5/);
  await expect(page.locator('li.review').filter({ hasText: '5 stars of 5' }).first()).toBeVisible();
  await expect(page.locator('li.review').filter({ hasText: /[1-4] stars? of 5/ })).toHaveCount(0);
  await hydrated(page);
  await expectAccessible(page);
  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export as CSV' }).click();
  expect((await downloading).suggestedFilename()).toBe('reviews.csv');
});

test('emails and notifications are found by what they are about and where they stand', async ({ page }) => {
  await arriveAs(page, demo.administrator);
  await visit(page, '/admin/mail');
  await page.getByRole('main').getByRole('link', { name: 'All emails and notifications' }).click();
  await expect(page.getByRole('heading', { name: 'All emails and notifications', level: 1 })).toBeVisible();
  await hydrated(page);

  await page.getByRole('combobox', { name: 'About', exact: true }).selectOption('A link to a new password');
  await page.getByRole('combobox', { name: 'Status', exact: true }).selectOption('Gave up');
  await page.getByRole('button', { name: 'Show', exact: true }).click();

  await expect(page).toHaveURL(/[?&]kind=reset&state=dead/);
  await expect(page.getByRole('combobox', { name: 'About', exact: true })).toHaveValue('reset');
  await hydrated(page);
  await expectAccessible(page);
  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export as CSV' }).click();
  expect((await downloading).suggestedFilename()).toBe('letters.csv');
});

test('centres are found by suburb and by type, sorted, and taken away', async ({ page }) => {
  await arriveAs(page, demo.administrator);
  await visit(page, '/admin/centres');
  await page.getByLabel('Name, suburb or town').fill('randwick');
  await page.getByRole('combobox', { name: 'Type', exact: true }).selectOption('Hospital');
  await page.getByRole('button', { name: 'Show', exact: true }).click();

  await expect(page).toHaveURL(/[?&]q=randwick&kind=hospital/);
  await expect(page.getByRole('rowheader').filter({ hasText: 'Kurrajong Private Hospital Randwick' })).toBeVisible();
  await expect(page.getByRole('rowheader').filter({ hasText: 'Medical centre' })).toHaveCount(0);
  await hydrated(page);
  await expectAccessible(page);
  const head = page.getByRole('columnheader', { name: 'Practitioners', exact: true });
  await head.getByRole('link').click();
  await expect(head).toHaveAttribute('aria-sort', 'ascending');
  await hydrated(page);
  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export as CSV' }).click();
  expect((await downloading).suggestedFilename()).toBe('centres.csv');
});

test('practitioners are found by what they do, and a list names what it does not know', async ({ page }) => {
  await arriveAs(page, demo.administrator);
  await visit(page, '/admin/practitioners');
  await page.getByRole('combobox', { name: 'Profession', exact: true }).selectOption('Physiotherapist');
  await page.getByRole('combobox', { name: 'Status', exact: true }).selectOption('Taking bookings');
  await page.getByRole('button', { name: 'Show', exact: true }).click();

  await expect(page).toHaveURL(/[?&]profession=Physiotherapist&.*status=taking/);
  await expect(page.getByRole('row').filter({ hasText: 'Taking bookings' }).first()).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: 'Not taking bookings' })).toHaveCount(0);
  await hydrated(page);
  await expectAccessible(page);
  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export as CSV' }).click();
  expect((await downloading).suggestedFilename()).toBe('practitioners.csv');

  await visit(page, '/admin/practitioners?status=away');
  await expect(page.getByText('This address asks for \u201cstatus=away\u201d, which we don\'t recognise, so we ignored it.')).toBeVisible();
});

test('columns can be left out of a list that follows what happens', async ({ page }) => {
  await arriveAs(page, demo.administrator);
  await visit(page, '/admin/appointments?when=all');
  await page.locator('summary').filter({ hasText: 'Columns' }).click();
  await page.getByRole('checkbox', { name: 'Centre', exact: true }).uncheck();
  await page.getByRole('button', { name: 'Show these columns' }).click();

  await expect(page.getByRole('columnheader', { name: 'Centre', exact: true })).toHaveCount(0);
  await expect(page.getByRole('columnheader', { name: 'Patient', exact: true })).toBeVisible();
});

test('a list that follows what happens is drawn once its answer has come', { tag: '@hydrated-only' }, async ({ page }) => {
  await arriveAs(page, demo.administrator);
  await visit(page, '/admin/appointments?when=all');
  const head = page.getByRole('columnheader', { name: 'Patient', exact: true });
  const file = page.getByRole('link', { name: 'Export as CSV' });
  let arrive = () => {};
  const held = new Promise<void>((resolve) => (arrive = resolve));
  await page.route(/\/api\/admin_appointments/, async (route) => {
    await held;
    await route.continue();
  });

  await head.getByRole('link').click();
  await expect(page.locator('.reading-bar')).toHaveClass(/is-on/);
  expect(await file.getAttribute('href')).not.toContain('sort=');
  arrive();

  await expect(head).toHaveAttribute('aria-sort', 'ascending');
  await expect(file).toHaveAttribute('href', /sort=patient/);
});

test('a row of the audit opens a page of its own', async ({ page }) => {
  await arriveAs(page, demo.administrator);
  await visit(page, '/admin/audit');
  await page.getByRole('rowheader').first().getByRole('link').click();

  await expect(page).toHaveURL(/\/admin\/audit\/\d+$/);
  await expect(page.getByRole('heading', { name: 'Place in the chain' })).toBeVisible();
  await hydrated(page);
  await expectAccessible(page);
});

test('a review of the list opens a page of its own', async ({ page }) => {
  await arriveAs(page, demo.administrator);
  await visit(page, '/admin/reviews');
  await page.locator('li.review').first().getByRole('heading').getByRole('link').click();

  await expect(page).toHaveURL(/\/admin\/reviews\/\d+$/);
  await expect(page.locator('li.review')).toHaveCount(1);
  await expect(page.getByRole('main').getByRole('link', { name: 'Reviews', exact: true })).toBeVisible();
  await hydrated(page);
  await expectSound(page);
});
