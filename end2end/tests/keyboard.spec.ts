// By keyboard alone: a booking, a consultation, and the front desk. Hours are in hours.spec.ts.

import { demo, own } from './support/clinic.ts';
import { expect, hydrated, hydrates, test, visit, type Page } from './support/fixtures.ts';
import { arriveAs, arriveAsNewPatient, book, call, expectProblem, freeTime, pickerOf, somebody } from './support/journeys.ts';
import type { Locator } from '@playwright/test';

/** Presses Tab until this has the focus, which must be reached, and be seen to have it. */
async function tabTo(page: Page, target: Locator) {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  await expect(target).toBeFocused({ timeout: 1 });
}

test('a booking needs no pointer', { tag: ['@hydrated-only', '@desktop-only'] }, async ({ page }) => {
  await arriveAsNewPatient(page);
  await visit(page, pickerOf(await freeTime(page, own('keyboard'))));

  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to main content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await tabTo(page, page.getByRole('radio').first());
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('radio').nth(1)).toBeChecked();
  await tabTo(page, page.getByRole('button', { name: 'Continue' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Check your booking' })).toBeVisible();
  await hydrated(page);
  await tabTo(page, page.getByLabel('Reason for the visit'));
  await page.keyboard.type('Cough');
  await tabTo(page, page.getByRole('button', { name: /^Book / }));
  await page.keyboard.press('Enter');

  await expect(page.getByRole('heading', { name: "You're booked" })).toBeVisible();
});

test('a consultation needs no pointer', { tag: ['@hydrated-only', '@desktop-only'] }, async ({ page, elsewhere }) => {
  const practitioner = own('keyboard');
  await arriveAsNewPatient(elsewhere);
  const address = await book(elsewhere, await freeTime(elsewhere, practitioner, 6), 'Sore ear');
  await arriveAs(page, practitioner.email);
  await call(page, 'open_consultation', { id: address.replace(/\D/g, '') });
  await visit(page, `${address}/consultation`);
  const notes = page.getByRole('region', { name: 'Notes', exact: true });
  const measurements = page.getByRole('region', { name: 'Measurements', exact: true });
  const written = page.getByRole('region', { name: 'Written in this consultation', exact: true });

  await tabTo(page, notes.getByLabel('Note', { exact: true }));
  await page.keyboard.type('Red left eardrum');
  await tabTo(page, notes.getByRole('button', { name: 'Add note' }));
  await page.keyboard.press('Enter');
  await expect(written.getByRole('link', { name: 'Red left eardrum' })).toBeVisible();

  await tabTo(page, measurements.locator('summary').first());
  await page.keyboard.press('Enter');
  await tabTo(page, measurements.getByLabel('Temperature'));
  await page.keyboard.type('37.4');
  await page.keyboard.press('Enter');
  await expect(written.getByRole('link', { name: 'Temperature 37.4 °C' })).toBeVisible();
});

test('the front desk needs no pointer', { tag: ['@hydrated-only', '@desktop-only'] }, async ({ page }) => {
  // With digits it could be a patient's number.
  const name = somebody().name.replace(/\d/g, (digit) => 'ghijklmnop'.charAt(Number(digit)));
  await arriveAs(page, demo.receptionist);
  await visit(page, '/desk');

  await page.keyboard.press('/');
  await expect(page.getByLabel('Look up a patient')).toBeFocused();
  await page.keyboard.type(name);
  await page.keyboard.press('Enter');
  await expectProblem(page, 'No patient matches this name');
  await hydrated(page);
  for (const [field, text] of [
    [page.getByLabel('Day', { exact: true }).last(), '29'],
    [page.getByLabel('Month'), '2'],
    [page.getByLabel('Year'), '1980'],
    [page.getByLabel('Phone'), '0400 123 456'],
  ] as const) {
    await tabTo(page, field);
    await page.keyboard.type(text);
  }
  await tabTo(page, page.getByRole('button', { name: 'Add patient' }));
  await page.keyboard.press('Enter');

  await expect(page.getByRole('heading', { name: new RegExp(`^${name} \\(`) })).toBeVisible();
});

test('keys go from time to time by day, to the ends of a day, and by week', { tag: ['@hydrated-only', '@desktop-only'] }, async ({ page }) => {
  const slot = await freeTime(page, own('keyboard'));
  await visit(page, pickerOf(slot));
  const focused = page.locator('input[name=slot]:focus');
  const nameOf = async () => (await focused.getAttribute('aria-label')) ?? '';
  const dayOf = async () => (await nameOf()).split(',')[0];
  await tabTo(page, page.getByRole('radio').first());
  await page.keyboard.press('Space');
  const first = await nameOf();

  await page.keyboard.press('End');
  expect(await dayOf()).toBe(first.split(',')[0]);
  expect(await nameOf()).not.toBe(first);
  await page.keyboard.press('Home');
  expect(await nameOf()).toBe(first);
  await expect(focused).toBeChecked();

  await page.keyboard.press('ArrowRight');
  expect(await dayOf()).not.toBe(first.split(',')[0]);
  await page.keyboard.press('ArrowLeft');
  expect(await dayOf()).toBe(first.split(',')[0]);

  const week = page.getByRole('heading', { level: 2, name: / 20\d\d$/ });
  const before = (await week.textContent()) ?? '';
  await page.keyboard.press('PageDown');
  await expect(week).not.toHaveText(before);
  await expect(focused).toBeAttached();
  await page.keyboard.press('PageUp');
  await expect(week).toHaveText(before);
  await expect(focused).toBeAttached();
});

test('going on without a time says that one is to be chosen, in our own words', async ({ page }) => {
  await visit(page, pickerOf(await freeTime(page, own('keyboard'))));
  const week = (await page.getByRole('heading', { level: 2, name: / 20\d\d$/ }).textContent()) ?? '';

  await page.getByRole('button', { name: hydrates() ? 'Choose a time' : 'Continue' }).click();

  await expect(page.getByText('Choose one of the free times first.')).toBeVisible();
  await expect(page.getByRole('heading', { level: 2, name: week })).toBeVisible();
  await hydrated(page);
  if (hydrates()) await expect(page.locator('input[name=slot]:focus')).toBeAttached();
  await page.getByRole('radio').last().check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('heading', { name: 'Check your booking' })).toBeVisible();
});

test('menus open and close by keyboard', { tag: ['@hydrated-only', '@desktop-only'] }, async ({ page }) => {
  await arriveAsNewPatient(page);
  await visit(page, '/patient');

  await tabTo(page, page.getByRole('banner').locator('details.menu > summary'));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('link', { name: 'My devices' })).toBeVisible();
  await tabTo(page, page.getByRole('link', { name: 'My devices' }));
  await page.keyboard.press('Enter');

  await expect(page.getByRole('heading', { name: 'Your devices' })).toBeVisible();
});

test('a new page starts at its heading, and the first one and a filtered one where they are', { tag: ['@hydrated-only', '@desktop-only'] }, async ({ page }) => {
  await visit(page, '/');
  await expect(page.getByRole('heading', { level: 1 })).not.toBeFocused();

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Find care' }).press('Enter');
  const heading = page.getByRole('heading', { name: 'Find care', level: 1 });
  await expect(heading).toBeFocused();
  expect(await heading.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe('none');
  expect(await page.evaluate(() => window.scrollY)).toBe(0);

  const words = page.getByLabel('Who or what');
  await words.fill('dentist');
  await words.press('Enter');
  await expect(page).toHaveURL(/dentist/);
  await expect(heading).not.toBeFocused();
});

test('the next key goes on in the page that was opened, and Escape closes a menu', { tag: ['@hydrated-only', '@desktop-only'] }, async ({ page }) => {
  await arriveAsNewPatient(page);
  await visit(page, '/patient');

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'My record' }).press('Enter');
  await expect(page.getByRole('heading', { name: 'My health record', level: 1 })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.locator('#main :focus')).toBeVisible();

  const menu = page.getByRole('banner').locator('details.menu > summary');
  await menu.press('Enter');
  await expect(page.getByRole('link', { name: 'My devices' })).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('link', { name: 'My devices' })).toBeHidden();
  await expect(menu).toBeFocused();
});
