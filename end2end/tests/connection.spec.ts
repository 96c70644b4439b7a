// A poor connection, and a server newer than the page: nothing unknown is claimed, and pages recover by themselves.

import { expect, hydrated, test, visit, type Page } from './support/fixtures.ts';
import { arriveAsNewPatient, documentsLoaded, expectProblem } from './support/journeys.ts';

test.use({ tolerated: [/status of 404|ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to load resource/] });

const unconfirmed = "We couldn't confirm that this was saved. Check before you send it again.";
const save = (page: Page) => page.getByRole('button', { name: 'Save details' }).click();

test('an answer that is lost says nothing of what was saved', { tag: '@hydrated-only' }, async ({ page }) => {
  await arriveAsNewPatient(page);
  await visit(page, '/record/about');
  await page.route('**/api/save_profile', async (route) => {
    await route.fetch();
    await route.abort();
  });

  await page.getByLabel('Private insurer').fill('Harbour Mutual');
  await save(page);

  await expectProblem(page, unconfirmed);
  await expect(page.getByLabel('Private insurer')).toHaveValue('Harbour Mutual');
  await visit(page, '/record/about');
  await expect(page.getByLabel('Private insurer')).toHaveValue('Harbour Mutual');
});

test('offline, nothing is sent and nothing typed is lost', { tag: '@hydrated-only' }, async ({ page, context }) => {
  await arriveAsNewPatient(page);
  await visit(page, '/record/about');

  await context.setOffline(true);
  await expect(page.getByText("You're offline. Nothing can be saved until you're back online.")).toBeVisible();
  await page.getByLabel('Private insurer').fill('Harbour Mutual');
  await save(page);
  await expectProblem(page, "You're offline, so this wasn't sent.");
  await context.setOffline(false);

  await expect(page.getByText("You're offline. Nothing can be saved")).toHaveCount(0);
  await expect(page.getByLabel('Private insurer')).toHaveValue('Harbour Mutual');
  await save(page);
  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();
});

test('a link that is followed offline opens by itself when the network is back', { tag: '@hydrated-only' }, async ({ page, context }) => {
  const person = await arriveAsNewPatient(page);
  await visit(page, '/patient');

  await context.setOffline(true);
  await page.getByRole('banner').getByRole('link', { name: 'Waiting list' }).click();
  await expect(page.getByRole('heading', { name: "You're offline" })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
  await expect(page.getByRole('banner')).toContainText(person.name);
  await context.setOffline(false);

  await expect(page.getByRole('heading', { name: 'Waiting list', level: 1 })).toBeVisible();
});

test('a link whose page is slow to come gives a sign of life', { tag: '@hydrated-only' }, async ({ page }) => {
  await arriveAsNewPatient(page);
  await visit(page, '/patient');
  let arrive = () => {};
  const held = new Promise<void>((resolve) => (arrive = resolve));
  await page.route(/\/api\/waitlist/, async (route) => {
    await held;
    await route.continue();
  });

  await page.getByRole('banner').getByRole('link', { name: 'Waiting list' }).click();
  await expect(page.locator('.reading-bar')).toHaveClass(/is-on/);
  arrive();

  await expect(page.getByRole('heading', { name: 'Waiting list', level: 1 })).toBeVisible();
  await expect(page.locator('.reading-bar')).not.toHaveClass(/is-on/);
});

for (const [what, answer] of [
  ['knows the function no more', { status: 404, contentType: 'text/html', body: '<!DOCTYPE html><title>404</title>' }],
  ['answers in another shape', { status: 200, contentType: 'application/json', body: '{"another":"shape"}' }],
] as const) {
  test(`a server that ${what} has the page asked for once more, and then says so`, { tag: '@hydrated-only' }, async ({ page }) => {
    await arriveAsNewPatient(page);
    await visit(page, '/patient');
    await page.route(/\/api\/waitlist/, (route) => route.fulfill(answer));
    const loaded = documentsLoaded(page);
    const follow = (name: string) => page.getByRole('banner').getByRole('link', { name, exact: true }).click();

    await follow('Waiting list');
    await expect.poll(() => loaded.length).toBe(1);
    await expect(page.getByRole('heading', { name: 'Waiting list', level: 1 })).toBeVisible();
    await hydrated(page);

    await follow('My appointments');
    await expect(page.getByRole('heading', { name: 'My appointments', level: 1 })).toBeVisible();
    await follow('Waiting list');
    await expect(page.getByRole('heading', { name: "This page can't be shown" })).toBeVisible();
    expect(loaded).toHaveLength(1);
  });
}
