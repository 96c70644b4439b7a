// The picture of a practitioner's weekly hours: in step with the fields, by pointer and by keyboard. What is saved is the form's.

import { expectAccessible } from './support/axe.ts';
import { own } from './support/clinic.ts';
import { expect, hydrated, test, visit, type Page } from './support/fixtures.ts';
import { arriveAs } from './support/journeys.ts';
import type { Locator } from '@playwright/test';

test.use({ tolerated: [/status of 422/] });

const picture = (page: Page) => page.getByRole('group', { name: `Week at ${own('grid').centre}` });
const bar = (page: Page, name: string) => picture(page).getByRole('button', { name, exact: true });
const fields = (page: Page, day: string) => page.getByRole('group', { name: `${day} at ${own('grid').centre}` });

/** Takes back what was done last at this centre. */
const undoOf = (page: Page) =>
  page.locator('form').filter({ has: picture(page) }).getByRole('button', { name: 'Undo last change' });

/** The times that the fields of a day say, the empty ones left out. */
async function timesOf(page: Page, day: string) {
  const values = async (part: string) =>
    Promise.all((await fields(page, day).getByLabel(`${day}, ${part}`, { exact: true }).all()).map((field) => field.inputValue()));
  const [from, to] = [await values('from'), await values('to')];
  return from.map((start, row) => `${start}-${to[row] ?? ''}`).filter((times) => times !== '-');
}

const expectTimes = (page: Page, day: string, times: string[]) =>
  expect.poll(() => timesOf(page, day), { message: `the fields of ${day}` }).toEqual(times);

/** Pulls from a point of an element, by so many steps of half an hour and so many days. */
async function pull(page: Page, what: Locator, from: 'start' | 'middle' | 'end', halfHours: number, days = 0) {
  await what.scrollIntoViewIfNeeded();
  const area = await picture(page).locator('.hours-area').boundingBox();
  const box = await what.locator('rect').first().boundingBox();
  if (!area || !box) throw new Error('nothing is drawn');
  // The picture shows the hours from 7 to 19 unless earlier or later hours are worked.
  const halfHour = area.height / 24;
  const x = box.x + box.width / 2;
  const y = { start: box.y + 2, middle: box.y + box.height / 2, end: box.y + box.height - 2 }[from];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + (days * area.width) / 14, y + (halfHours * halfHour) / 2, { steps: 3 });
  await page.mouse.move(x + (days * area.width) / 7, y + halfHours * halfHour, { steps: 3 });
  await page.mouse.up();
}

/** The page with nothing on Sunday and Saturday but what is drawn in the test. */
async function openHours(page: Page) {
  await arriveAs(page, own('grid').email);
  await visit(page, '/practitioner/hours');
  await expect(picture(page)).toBeVisible();
}

test('a bar is drawn, moved and pulled with the pointer, and the fields say the same', { tag: ['@hydrated-only', '@desktop-only'] }, async ({ page }) => {
  await openHours(page);
  await expectTimes(page, 'Sunday', []);

  await test.step('by the name of a day', async () => {
    await picture(page).getByRole('button', { name: 'Draw hours on Sunday' }).click();
    await expect(bar(page, 'Sunday, 09:00 to 12:00')).toBeFocused();
    await expectTimes(page, 'Sunday', ['09:00-12:00']);
  });
  await test.step('its end, then its start, then all of it', async () => {
    await pull(page, bar(page, 'Sunday, 09:00 to 12:00'), 'end', 2);
    await expectTimes(page, 'Sunday', ['09:00-13:00']);
    await pull(page, bar(page, 'Sunday, 09:00 to 13:00'), 'start', 1);
    await expectTimes(page, 'Sunday', ['09:30-13:00']);
    await pull(page, bar(page, 'Sunday, 09:30 to 13:00'), 'middle', 3);
    await expectTimes(page, 'Sunday', ['11:00-14:30']);
  });
  await test.step('each pull is taken back by itself', async () => {
    const undo = undoOf(page);
    await undo.click();
    await expectTimes(page, 'Sunday', ['09:30-13:00']);
    await undo.click();
    await expectTimes(page, 'Sunday', ['09:00-13:00']);
  });
  await test.step('on an empty place of another day', async () => {
    await bar(page, 'Sunday, 09:00 to 13:00').scrollIntoViewIfNeeded();
    const area = await picture(page).locator('.hours-area').boundingBox();
    const above = await bar(page, 'Sunday, 09:00 to 13:00').locator('rect').first().boundingBox();
    if (!area || !above) throw new Error('nothing is drawn');
    const halfHour = area.height / 24;
    const x = above.x + above.width / 2;
    await page.mouse.move(x, above.y + above.height + halfHour * 2.2);
    await page.mouse.down();
    await page.mouse.move(x, above.y + above.height + halfHour * 3, { steps: 3 });
    await page.mouse.move(x, above.y + above.height + halfHour * 4.8, { steps: 3 });
    await page.mouse.up();
    await expectTimes(page, 'Sunday', ['09:00-13:00', '14:00-15:30']);
  });
  await test.step('what is typed moves the bar', async () => {
    await fields(page, 'Sunday').getByLabel('Sunday, to').first().fill('12:30');
    await expect(bar(page, 'Sunday, 09:00 to 12:30')).toBeVisible();
  });

  await expectAccessible(page);
  await page.getByRole('button', { name: `Save hours at ${own('grid').centre}` }).click();
  await expect(page.getByText('Hours saved. Patients will see the change straight away.')).toBeVisible();
  await page.reload();
  await expectTimes(page, 'Sunday', ['09:00-12:30', '14:00-15:30']);
});

test('a bar is worked by the keyboard alone', { tag: ['@hydrated-only', '@desktop-only'] }, async ({ page }) => {
  await openHours(page);
  const before = await timesOf(page, 'Sunday');
  await picture(page).getByRole('button', { name: 'Draw hours on Saturday' }).focus();

  await page.keyboard.press('Enter');
  await expect(bar(page, 'Saturday, 09:00 to 12:00')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(bar(page, 'Saturday, 09:30 to 12:30')).toBeFocused();
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowRight');
  await expect(bar(page, 'Saturday, 10:00 to 13:00')).toBeFocused();
  await expect(page.getByRole('status').filter({ hasText: 'Saturday, 10:00 to 13:00. Save to keep it.' })).toBeAttached();
  await expectTimes(page, 'Saturday', ['10:00-13:00']);
  for (let hour = 0; hour < 12; hour += 1) await page.keyboard.press('ArrowUp');
  await expect(bar(page, 'Saturday, 04:00 to 07:00')).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(bar(page, 'Friday, 04:00 to 07:00')).toBeFocused();
  await expectTimes(page, 'Saturday', []);
  await page.keyboard.press('ArrowRight');

  await page.keyboard.press('Control+z');
  await expect(bar(page, 'Saturday, 09:00 to 12:00')).toBeFocused();
  await page.keyboard.press('Delete');
  await expect(picture(page).getByRole('button', { name: 'Draw hours on Saturday' })).toBeFocused();
  await expectTimes(page, 'Saturday', []);
  await undoOf(page).click();
  await expectTimes(page, 'Saturday', ['09:00-12:00']);
  expect(await timesOf(page, 'Sunday')).toEqual(before);
});

test('bars that overlap say so where they are', { tag: ['@hydrated-only', '@desktop-only'] }, async ({ page }) => {
  await openHours(page);
  const draw = picture(page).getByRole('button', { name: 'Draw hours on Saturday' });
  await draw.click();
  await draw.click();
  await expect(bar(page, 'Saturday, 12:00 to 15:00')).toBeFocused();

  await page.keyboard.press('ArrowUp');

  await expect(fields(page, 'Saturday').getByText('This overlaps with other hours on the same day').first()).toBeVisible();
  await expect(page.locator('.hours-bar.is-conflict')).toHaveCount(2);
});

test('on a phone the fields are enough', { tag: ['@hydrated-only', '@phone-only'] }, async ({ page }) => {
  await arriveAs(page, own('grid').email);
  await page.setViewportSize({ width: 320, height: 720 });
  await visit(page, '/practitioner/hours');

  await expect(page.locator('.hours-week').first()).toBeHidden();
  await expect(fields(page, 'Monday').getByLabel('Monday, from').first()).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
});

test('without JavaScript the picture is only looked at', { tag: '@no-js-only' }, async ({ page }) => {
  await arriveAs(page, own('grid').email);
  await visit(page, '/practitioner/hours');

  await expect(page.locator('.hours-week[inert] .hours-bar').first()).toBeVisible();
  await expect(page.getByRole('button', { name: /^Draw hours on / })).toHaveCount(0);
});

test('extra hours that were added or removed are put back', async ({ page }) => {
  await arriveAs(page, own('grid').email);
  await visit(page, '/practitioner/hours');
  const form = page.locator('form').filter({ has: page.getByRole('heading', { name: 'Add a date' }) });
  const date = new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 10);
  const flash = (text: string) => page.getByRole('status').filter({ hasText: text });
  const remove = page.getByRole('button', { name: /^Remove .* 21:00 to 22:00 at / });

  await form.getByLabel('Date').fill(date);
  await form.getByLabel('From').fill('21:00');
  await form.getByLabel('To', { exact: true }).fill('22:00');
  await form.getByRole('button', { name: 'Add hours' }).click();
  await expect(remove).toHaveCount(1);
  await hydrated(page);
  await flash('Hours added. Patients will see the change straight away.').getByRole('button', { name: 'Undo' }).click();
  await expect(flash('Hours removed.')).toBeVisible();
  await expect(remove).toHaveCount(0);
  await hydrated(page);
  await flash('Hours removed.').getByRole('button', { name: 'Undo' }).click();
  await expect(flash('Hours added. Patients will see the change straight away.')).toBeVisible();
  await expect(remove).toHaveCount(1);
});
