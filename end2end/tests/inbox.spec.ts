// The inbox of messages to the clinic.

import { randomUUID } from 'node:crypto';

import { expectAccessible } from './support/axe.ts';
import { demo } from './support/clinic.ts';
import { between, expect, hydrated, hydrates, test, visit } from './support/fixtures.ts';
import { arriveAs, call } from './support/journeys.ts';

// The browser logs error responses to scripts.
test.use({ tolerated: [/status of 422/] });

test('a message to the clinic is taken, answered and closed', { tag: '@storage' }, async ({ page, elsewhere }) => {
  const name = `Vi ${randomUUID().slice(0, 8)}`;
  const email = 'vi.sitor@example.org';
  await arriveAs(page, demo.receptionist);
  await visit(page, '/inbox');
  await expect(page.getByRole('heading', { name: 'Messages to the clinic', level: 1 })).toBeVisible();

  await test.step('it arrives while the inbox is open, and the navigation counts it', async () => {
    await call(elsewhere, 'contact', { name, email, message: 'Do you take X-rays on Saturdays?' });
    if (!hydrates()) await visit(page, '/inbox');
    await expect(page.getByRole('link', { name })).toBeVisible();
    await expect(page.getByRole('link', { name: /^Inbox\s*\d+/ })).toHaveCount(1);
    await expectAccessible(page);
  });

  await test.step('it is taken', async () => {
    await page.getByRole('link', { name }).click();
    await expect(page.getByRole('heading', { name: `Message from ${name}`, level: 1 })).toBeVisible();
    await hydrated(page);
    await page.getByRole('button', { name: 'Take it' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();
    await expect(page.getByText(/ took it$/)).toBeVisible();
    await hydrated(page);
    // What is done next with the message is where the button was.
    if (hydrates()) await expect(page.getByRole('combobox', { name: "Who's dealing with it" })).toBeFocused();
    await expectAccessible(page);
  });

  await test.step('it is answered by email', async () => {
    await page.getByRole('button', { name: 'Send answer' }).click();
    await expect(page.getByRole('alert')).toContainText('Write your answer');
    await hydrated(page);
    await page.getByLabel('Your answer').fill('We do, from nine to one.');
    await page.getByRole('button', { name: 'Send answer' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'Your answer is on its way.' })).toBeVisible();
    await expect(page.getByText('We do, from nine to one.')).toBeVisible();
    await hydrated(page);
  });

  await test.step('it is opened again, and closed', async () => {
    await page.getByRole('button', { name: 'Open again' }).click();
    await expect(page.getByRole('button', { name: 'Close without an answer' })).toBeVisible();
    await hydrated(page);
    await page.getByRole('button', { name: 'Close without an answer' }).click();
    await expect(page.getByText(/ closed it$/)).toBeVisible();
    await hydrated(page);
    if (hydrates()) await expect(page.getByRole('button', { name: 'Open again' })).toBeFocused();
    await visit(page, '/inbox?show=closed');
    await expect(page.getByRole('link', { name })).toBeVisible();
  });
});

test('what stands below each other keeps a distance', async ({ page }) => {
  await arriveAs(page, demo.receptionist);
  await visit(page, '/inbox');
  const choices = page.getByRole('navigation', { name: 'Which messages' });
  expect(await between(choices, page.locator('main .table-tools').first())).toBeGreaterThan(8);
  if (hydrates()) {
    expect(await between(page.locator('main .section').last(), page.locator('.shortcuts'))).toBeGreaterThan(8);
    await visit(page, '/desk');
    expect(await between(page.locator('main .section-tight').last(), page.locator('.shortcuts'))).toBeGreaterThan(8);
  }
  await visit(page, '/search?colour=red');
  expect(await between(page.locator('main .searchbox'), page.locator('main .note').first())).toBeGreaterThan(8);
});
