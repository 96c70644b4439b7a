// Pages that refuse, and the choice of light or dark: right from the server's first byte.

import { demo } from './support/clinic.ts';
import { expect, hydrated, statusOf, test, visit } from './support/fixtures.ts';
import { arriveAs } from './support/journeys.ts';

test('an address that leads nowhere is a page with a way on', async ({ page }) => {
  for (const path of ['/no-such-page', '/practitioners/999999', '/centres/none']) {
    const answer = await visit(page, path);
    expect(answer?.status(), path).toBe(404);
    await expect(page.getByRole('heading', { name: "We can't find that page" })).toBeVisible();
  }
  await page.getByRole('main').getByRole('link', { name: 'Find care' }).click();
  await expect(page.getByRole('heading', { name: 'Find care', level: 1 })).toBeVisible();
});

test('strangers are asked to sign in', async ({ page }) => {
  for (const path of ['/patient', '/practitioner/hours', '/admin/users', '/account', '/appointments/1']) {
    expect(await statusOf(page, path), path).toBe(403);
    await expect(page.getByRole('heading', { name: 'Sign in to see this page' })).toBeVisible();
    await expect(page.getByRole('link', { name: 'Sign in' })).toHaveAttribute('href', `/sign-in?next=${path}`);
  }
});

test('the wrong role is told that a page is not for it', async ({ page }) => {
  await arriveAs(page, demo.patient);

  for (const path of ['/practitioner', '/admin', '/admin/appointments']) {
    expect(await statusOf(page, path), path).toBe(403);
    await expect(page.getByRole('heading', { name: "Your account can't open this page" })).toBeVisible();
  }
  await expect(page.getByRole('main')).toHaveCSS('font-family', /Catamaran/);
});

test("another's appointment is not found", async ({ page, elsewhere }) => {
  await arriveAs(elsewhere, demo.patient);
  await visit(elsewhere, '/patient');
  const address = await elsewhere.getByRole('link', { name: 'See details' }).getAttribute('href');
  await arriveAs(page, 'flynn.hargreaves.patient1@demo.example');

  const answer = await visit(page, address ?? '');

  expect(answer?.status()).toBe(404);
});

test('the choice of light or dark is kept, and rendered by the server', async ({ page }) => {
  await visit(page, '/about');
  const root = page.locator('html');

  await page.getByRole('contentinfo').getByRole('button', { name: 'Dark' }).click();
  await expect(root).toHaveAttribute('data-theme', 'dark');
  await expect(page).toHaveURL('/about');
  await hydrated(page);
  await expect(page.getByRole('contentinfo').getByRole('button', { name: 'Dark' })).toHaveAttribute('aria-pressed', 'true');
  const answer = await page.request.get('/search');
  expect(await answer.text()).toMatch(/<html[^>]* data-theme="dark"/);

  await page.getByRole('contentinfo').getByRole('button', { name: 'System' }).click();
  await expect(root).not.toHaveAttribute('data-theme');
});

test('no page is sent without a policy for what may run in it', async ({ page }) => {
  for (const path of ['/', '/no-such-page', '/patient']) {
    const answer = await page.request.get(path);
    const policy = answer.headers()['content-security-policy'] ?? '';
    expect(policy, path).toMatch(/default-src 'self'|default-src 'none'/);
    expect(policy, path).not.toContain('unsafe-inline');
  }
});
