// Passkeys, with Chromium's own authenticator. Browsers accept them for the host name localhost, but not for an IP address.

import type { CDPSession } from '@playwright/test';

import { expectAccessible } from './support/axe.ts';
import { expect, hydrated, test, visit, type Page } from './support/fixtures.ts';
import { arriveAsNewPatient } from './support/journeys.ts';

// The browser logs error responses to scripts.
test.use({ tolerated: [/status of 422/] });

/** A device that is unlocked, and says yes to everything. */
async function plugIn(page: Page): Promise<CDPSession> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return devtools;
}

test.describe('with our script', { tag: '@hydrated-only' }, () => {
  test.use({
    baseURL: async ({ baseURL }, use) => {
      const url = new URL(baseURL ?? '');
      url.hostname = 'localhost';
      await use(url.origin);
    },
  });

  test('a passkey is added, signs in without a password, and is removed', async ({ page }) => {
    await plugIn(page);
    const person = await arriveAsNewPatient(page);

    await test.step('add it, after the password', async () => {
      await visit(page, '/account/security');
      await page.getByRole('link', { name: 'Add a passkey' }).click();
      await page.getByLabel('Name').fill('My laptop');
      await page.getByLabel('Your password').fill('not it');
      await page.getByRole('button', { name: 'Add a passkey' }).click();
      await expect(page.getByRole('alert').filter({ hasText: 'There is a problem' })).toBeVisible();
      await expectAccessible(page);
      await page.getByLabel('Your password').fill(person.password);
      await page.getByRole('button', { name: 'Add a passkey' }).click();
      await expect(page.getByText('You can sign in with your new passkey now.')).toBeVisible();
      await expect(page.getByRole('heading', { name: 'My laptop' })).toBeVisible();
      await expectAccessible(page);
    });

    await test.step('sign in with it', async () => {
      await page.context().clearCookies();
      await visit(page, '/sign-in?next=/account/security');
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
      await expect(page.getByRole('heading', { name: 'Two-step sign-in', level: 1 })).toBeVisible();
      await hydrated(page);
      await expect(page.getByText(/last used just now/)).toBeVisible();
    });

    await test.step('rename and remove it', async () => {
      await page.getByRole('link', { name: 'Change My laptop' }).click();
      await page.getByLabel('Name').fill('Work laptop');
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await expect(page.getByRole('heading', { name: 'Work laptop' })).toBeVisible();
      await page.getByRole('link', { name: 'Change Work laptop' }).click();
      await expectAccessible(page);
      await page.getByLabel('Your password').fill(person.password);
      await page.getByRole('button', { name: 'Remove it' }).click();
      await expect(page.getByText('Passkey removed. It can no longer be used to sign in.')).toBeVisible();
      await expect(page.getByRole('heading', { name: 'Work laptop' })).toHaveCount(0);
    });

    await test.step('it signs no one in any more', async () => {
      await page.context().clearCookies();
      await visit(page, '/sign-in');
      await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
      await expect(page.getByText("This passkey isn't known here. It may have been removed")).toBeVisible();
    });
  });
});

test('without our script the sign-in page offers no passkey', { tag: '@no-js-only' }, async ({ page }) => {
  await visit(page, '/sign-in');

  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Sign in with a passkey' })).toHaveCount(0);
});
