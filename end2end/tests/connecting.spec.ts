// Connecting a calendar app with its own password, and one of the clinic's programs with a webhook.

import { expectAccessible } from './support/axe.ts';
import { demo } from './support/clinic.ts';
import { expect, hydrated, test, visit } from './support/fixtures.ts';
import { arriveAs, arriveAsNewPatient, expectProblem } from './support/journeys.ts';
import { expectSound } from './support/sound.ts';

// The browser logs error responses to scripts.
test.use({ tolerated: [/status of 422/] });

test('a calendar app gets a password of its own, which is shown once and can be revoked', async ({ page, elsewhere }) => {
  const person = await arriveAsNewPatient(page);
  // An app that knows only the name and its password.
  const ask = async (password: string) => {
    const basic = Buffer.from(`${person.email}:${password}`).toString('base64');
    const headers = { authorization: `Basic ${basic}`, depth: '0' };
    return (await elsewhere.request.fetch('/dav/', { method: 'PROPFIND', headers })).status();
  };

  await visit(page, '/account/tokens');
  await expect(page.getByText('Nothing is connected yet')).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('Name', { exact: true }).fill('My phone');
  await page.getByLabel('Your password').fill('not this one');
  await page.getByRole('button', { name: 'Create app password' }).click();
  await expectProblem(page, "This isn't your current password");
  await hydrated(page);
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('My phone');

  await page.getByLabel('Your password').fill(person.password);
  await page.getByRole('button', { name: 'Create app password' }).click();
  const made = page.getByRole('region', { name: 'Your app password' });
  await expect(made).toBeVisible();
  await hydrated(page);
  await expectAccessible(page);
  const secret = (await made.locator('strong').textContent()) ?? '';
  expect(secret).toMatch(/^cal-/);
  expect(await ask(secret)).toBe(207);
  expect(await ask(person.password)).toBe(401);

  await visit(page, '/account/tokens');
  await expect(made).toBeHidden();
  const row = page.getByRole('row', { name: /My phone/ });
  await expect(row).toContainText('just now, from');
  await row.getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByText('Revoked. It no longer works.')).toBeVisible();
  expect(await ask(secret)).toBe(401);
});

test('an administrator adds a webhook, sees its secret once and removes it', async ({ page }) => {
  await arriveAs(page, demo.administrator);
  const name = `Reports ${Date.now()}`;
  await visit(page, '/admin/webhooks');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Address', { exact: true }).fill('https://localhost/hook');
  await page.getByLabel('Applications to join').check();
  await page.getByRole('button', { name: 'Add webhook' }).click();
  await expectProblem(page, 'This address is inside a private network');
  await hydrated(page);

  await page.getByLabel('Address', { exact: true }).fill('https://program.invalid/hook');
  await page.getByRole('button', { name: 'Add webhook' }).click();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
  const secret = page.getByRole('region', { name: "The webhook's secret" });
  await expect(secret).toContainText('whsec_');
  await hydrated(page);
  await expectSound(page);
  await page.getByRole('button', { name: 'Send a test' }).click();
  await expect(page.getByText('On its way.')).toBeVisible();
  await expect(page.getByRole('row', { name: /test/ })).toBeVisible();
  await expect(secret).toBeHidden();

  await hydrated(page);
  await page.getByText('Remove this webhook').click();
  await page.getByRole('button', { name: 'Remove webhook' }).click();
  await expect(page.getByText('Removed. Nothing more is sent to this program.')).toBeVisible();
  await expect(page.getByRole('link', { name })).toBeHidden();
});
