// Signing in and out: who gets in, how long it lasts, and where each role lands.

import { demo, PASSWORD } from './support/clinic.ts';
import { expect, fillSignIn, hydrated, signIn, statusOf, test, visit, type Page } from './support/fixtures.ts';
import { arriveAsNewPatient, expectProblem, somebody } from './support/journeys.ts';

// The browser logs error responses to scripts.
test.use({ tolerated: [/status of 422/] });

const refused = "The email address or password isn't right. Check both and try again.";

test('a wrong password and an unknown address are refused in the same words', async ({ page, elsewhere }) => {
  const known = await arriveAsNewPatient(elsewhere);

  for (const email of [known.email, somebody().email]) {
    await visit(page, '/sign-in');
    await fillSignIn(page, email, 'not the password');
    await expectProblem(page, refused);
  }
});

for (const [who, email, home] of [
  ['patient', demo.patient, 'My appointments'],
  ['practitioner', demo.practitioner, 'Your day'],
  ['administrator', demo.administrator, 'Overview'],
] as const) {
  test(`a ${who} lands on their own start`, { tag: '@firefox' }, async ({ page }) => {
    await signIn(page, email, PASSWORD);

    await expect(page.getByRole('heading', { name: home, level: 1 })).toBeVisible();
  });
}

const session = async (page: Page) =>
  (await page.context().cookies()).find((cookie) => cookie.name === 'consulta_session');

test('without "remember me" the session ends with the browser', async ({ page }) => {
  await signIn(page, demo.patient, PASSWORD);

  expect(await session(page)).toMatchObject({ expires: -1, httpOnly: true, sameSite: 'Lax' });
});

test('with "remember me" it lasts for weeks', async ({ page }) => {
  await visit(page, '/sign-in');
  await page.getByLabel('Remember me').check();
  await fillSignIn(page, demo.patient, PASSWORD);
  await expect(page.getByRole('heading', { name: 'My appointments', level: 1 })).toBeVisible();

  const days = (((await session(page))?.expires ?? 0) - Date.now() / 1000) / 86_400;
  expect(days).toBeGreaterThan(29);
});

test('who signs out is out', { tag: '@firefox' }, async ({ page }) => {
  await arriveAsNewPatient(page);
  await visit(page, '/account');

  await page.getByRole('banner').locator('details.menu > summary').click();
  await page.getByRole('button', { name: 'Sign out' }).click();

  await expect(page.getByText("You've signed out.")).toBeVisible();
  // Firefox complains about what it is still loading when another page is requested.
  await hydrated(page);
  expect(await statusOf(page, '/patient')).toBe(403);
});

test('the way to a page leads through signing in and back to it', async ({ page }) => {
  const person = await arriveAsNewPatient(page);
  await page.context().clearCookies();

  expect(await statusOf(page, '/notices')).toBe(403);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await hydrated(page);
  await fillSignIn(page, person.email, person.password);

  await expect(page.getByRole('heading', { name: 'Notices', level: 1 })).toBeVisible();
});
