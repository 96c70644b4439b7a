// A practitioner's board: the day and the week, other people's changes while it is open, the keyboard, printing, and its links.

import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

import { expectAccessible } from './support/axe.ts';
import { own } from './support/clinic.ts';
import { expect, hydrated, hydrates, test, visit, type Page } from './support/fixtures.ts';
import { arriveAs, arriveAsNewPatient, book, call, documentsLoaded, freeTime, type Slot } from './support/journeys.ts';

const boardOf = (slot: Slot, view = '') => `/practitioner?${view}from=${slot.day}`;

/** An appointment's entry on the board. */
const entry = (page: Page, address: string) =>
  page.getByRole('listitem').filter({ has: page.locator(`a[href="${address}"]`) }).last();

test('a day shows what is booked and what is free, and a gap leads to a booking', { tag: '@phone' }, async ({ page, elsewhere }) => {
  const practitioner = own('board');
  const patient = await arriveAsNewPatient(elsewhere);
  const slot = await freeTime(elsewhere, practitioner);
  const address = await book(elsewhere, slot, 'Stiff neck');
  await arriveAs(page, practitioner.email);

  await visit(page, boardOf(slot));
  await expect(page.getByRole('heading', { name: 'Your day', level: 1 })).toBeVisible();
  await expect(page.getByRole('heading', { name: slot.long_date, level: 2 })).toBeVisible();
  await expect(entry(page, address)).toContainText(patient.name);
  await expect(entry(page, address)).toContainText('Stiff neck');
  await expectAccessible(page);

  const second = await arriveAsNewPatient(elsewhere);
  const gap = page.getByRole('link', { name: /^Book for a patient from \d\d:\d\d on$/ }).first();
  const from = /\d\d:\d\d/.exec((await gap.textContent()) ?? '')?.[0] ?? '';
  await gap.click();
  await expect(page.getByRole('heading', { name: `Book for a patient with ${practitioner.name}` })).toBeVisible();
  await hydrated(page);
  await page.getByLabel('Patient').fill(second.email);
  await page.getByRole('button', { name: 'Show free times' }).click();
  await expect(page.getByRole('heading', { name: new RegExp(`^${second.name}`) })).toBeVisible();
  await hydrated(page);
  const chosen = page.locator('input[type=radio]:checked');
  const time = ((await chosen.getAttribute('aria-label')) ?? '').slice(0, 5);
  expect(time >= from, `${time} is not before ${from}`).toBeTruthy();
  await page.getByRole('button', { name: 'Book for this patient' }).click();
  await expect(page.getByRole('status').filter({ hasText: "Booked. We've let the patient know." })).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: second.name }).last()).toContainText(time);
});

test('a week has seven days, each of which leads to its board', async ({ page, elsewhere }) => {
  const practitioner = own('board');
  const patient = await arriveAsNewPatient(elsewhere);
  const slot = await freeTime(elsewhere, practitioner, 3);
  await book(elsewhere, slot);
  await arriveAs(page, practitioner.email);
  await visit(page, boardOf(slot));

  await page.getByRole('navigation', { name: 'View' }).getByRole('link', { name: 'Week' }).click();
  await expect(page.getByRole('heading', { name: 'Your week', level: 1 })).toBeVisible();
  await expect(page).toHaveURL(boardOf(slot, 'view=week&'));
  await hydrated(page);
  const days = page.getByRole('heading', { level: 3 }).filter({ hasText: /day \d+ \w+ 20\d\d/ });
  await expect(days).toHaveCount(7);
  await expect(days.first()).toContainText('Monday');
  await expect(page.getByRole('link', { name: patient.name, exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: /^Free, / }).first()).toBeVisible();
  await expectAccessible(page);
  const boxes = await Promise.all([days.first().boundingBox(), days.last().boundingBox()]);
  const [monday, sunday] = [boxes[0]?.x ?? 0, boxes[1]?.x ?? 0];
  expect(sunday > monday, 'columns where there is room, else a list').toBe((page.viewportSize()?.width ?? 0) > 1000);

  await page.getByRole('link', { name: 'Next week' }).click();
  await expect(page.getByRole('link', { name: patient.name, exact: true })).toHaveCount(0);
  await page.getByRole('link', { name: 'Previous week' }).click();
  await page.getByRole('heading', { name: slot.long_date }).getByRole('link').click();
  await expect(page.getByRole('heading', { name: 'Your day', level: 1 })).toBeVisible();
  await expect(page).toHaveURL(boardOf(slot));
});

test('what others book and call off shows on an open board', { tag: '@hydrated-only' }, async ({ page, elsewhere }) => {
  const practitioner = own('board');
  const patient = await arriveAsNewPatient(elsewhere);
  const slot = await freeTime(elsewhere, practitioner, 5);
  await arriveAs(page, practitioner.email);
  const heard = page.waitForResponse(/\/live\/.*practitioners/);
  await visit(page, boardOf(slot));
  await heard;
  const loaded = documentsLoaded(page);

  const address = await book(elsewhere, slot);
  await expect(entry(page, address)).toContainText(patient.name, { timeout: 3_000 });
  await call(elsewhere, 'cancel_appointment', { id: address.replace(/\D/g, ''), reason: '' });
  await expect(entry(page, address)).toContainText('Cancelled', { timeout: 3_000 });

  expect(loaded).toEqual([]);
});

/** A way to the server that can be cut, with every connection on it, and mended. */
async function breakableWay(to: URL) {
  const open = new Set<Socket>();
  const way = createServer((client) => {
    const server = connect(Number(to.port), to.hostname);
    for (const [end, other] of [[client, server], [server, client]] as const) {
      open.add(end);
      end.on('error', () => other.destroy()).on('close', () => open.delete(end));
      end.pipe(other);
    }
  });
  const listen = (port: number) => new Promise<void>((done) => way.listen(port, '127.0.0.1', done));
  await listen(0);
  const { port } = way.address() as AddressInfo;
  const cut = () => {
    way.close();
    open.forEach((socket) => socket.destroy());
  };
  return { url: `http://127.0.0.1:${port}`, cut, mend: () => listen(port) };
}

test.describe('a lost connection', () => {
  test.use({ tolerated: [/ERR_|status of 502|answer 502/] });

  const lostOn = (page: Page) => page.getByRole('status').filter({ hasText: 'The connection is lost' });

  test('the board says so, keeps what it shows, and is right again', { tag: '@hydrated-only' }, async ({ page, elsewhere, baseURL }) => {
    const practitioner = own('board');
    const patient = await arriveAsNewPatient(elsewhere);
    const slot = await freeTime(elsewhere, practitioner, 7);
    await arriveAs(page, practitioner.email);
    const way = await breakableWay(new URL(baseURL ?? ''));
    const heard = page.waitForResponse(/\/live\/.*practitioners/);
    await visit(page, `${way.url}${boardOf(slot)}`);
    await heard;

    way.cut();
    await expect(lostOn(page)).toBeVisible();
    await book(elsewhere, slot);
    await expect(page.getByRole('heading', { name: slot.long_date })).toBeVisible();
    await expect(page.getByText(patient.name)).toHaveCount(0);
    await way.mend();

    await expect(page.getByText(patient.name).first()).toBeVisible();
    await expect(lostOn(page)).toHaveCount(0);
    way.cut();
  });

  test('a line that the browser gives up is opened again', { tag: '@hydrated-only' }, async ({ page, elsewhere }) => {
    const practitioner = own('board');
    const patient = await arriveAsNewPatient(elsewhere);
    const slot = await freeTime(elsewhere, practitioner, 8);
    await arriveAs(page, practitioner.email);
    const live = '**/live/**';
    // This is how a proxy answers while the server restarts.
    await page.route(live, (route) => route.fulfill({ status: 502, body: 'not now' }));
    await visit(page, boardOf(slot));
    await expect(lostOn(page)).toBeVisible();
    await book(elsewhere, slot);

    await page.unroute(live);

    await expect(page.getByText(patient.name).first()).toBeVisible();
    await expect(lostOn(page)).toHaveCount(0);
  });
});

test('keys turn the board, except while somebody types', { tag: ['@hydrated-only', '@desktop-only'] }, async ({ page }) => {
  await arriveAs(page, own('board').email);
  await visit(page, '/practitioner');
  const loaded = documentsLoaded(page);
  const title = page.getByRole('heading', { level: 2, name: / 20\d\d$/ });
  const today = (await title.textContent()) ?? '';
  const help = page.getByText('Previous day or week');

  await page.keyboard.press('n');
  await expect(title).not.toHaveText(today);
  await page.keyboard.press('p');
  await expect(title).toHaveText(today);
  await page.keyboard.press('w');
  await expect(page.getByRole('heading', { name: 'Your week', level: 1 })).toBeVisible();
  await expect(title).not.toHaveText(today);
  const thisWeek = (await title.textContent()) ?? '';
  await page.keyboard.press('n');
  await expect(page).toHaveURL(/view=week&from=/);
  await expect(title).not.toHaveText(thisWeek);
  await page.keyboard.press('t');
  await expect(page).toHaveURL('/practitioner?view=week');
  // A key continues from what is shown.
  await expect(title).toHaveText(thisWeek);
  await page.keyboard.press('d');
  await expect(title).toHaveText(today);
  await page.keyboard.press('Control+n');
  await expect(title).toHaveText(today);

  await expect(help).toBeHidden();
  await page.keyboard.press('?');
  await expect(help).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByLabel('Use these keys on this device')).toBeFocused();
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  await page.keyboard.press('n');
  await expect(title).toHaveText(today);
  await page.reload();
  await hydrated(page);
  await page.keyboard.press('n');
  await expect(title).toHaveText(today);

  expect(loaded).toHaveLength(1);
});

test('on paper a day is a plain list', async ({ page, elsewhere }) => {
  const practitioner = own('board');
  const patient = await arriveAsNewPatient(elsewhere);
  const slot = await freeTime(elsewhere, practitioner, 9);
  await book(elsewhere, slot);
  await arriveAs(page, practitioner.email);
  await visit(page, boardOf(slot));
  await expect(page.getByRole('button', { name: 'Print' })).toBeVisible({ visible: hydrates() });

  await page.emulateMedia({ media: 'print' });

  await expect(page.getByText(practitioner.name, { exact: true }).last()).toBeVisible();
  await expect(page.getByRole('heading', { name: slot.long_date })).toBeVisible();
  await expect(page.getByRole('link', { name: patient.name, exact: true })).toBeVisible();
  await expect(page.getByRole('navigation')).toHaveCount(0);
  await expect(page.getByRole('button')).toHaveCount(0);
  await expect(page.getByText('Book for a patient').filter({ visible: true })).toHaveCount(0);
});
