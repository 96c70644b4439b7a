// Email: a forgotten password, notification choices, and whether email arrives. These tests' server writes letters into a folder.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expectAccessible } from './support/axe.ts';
import { demo } from './support/clinic.ts';
import { expect, fillSignIn, hydrated, test, visit, type Page } from './support/fixtures.ts';
import { arriveAs, arriveAsNewPatient } from './support/journeys.ts';

const folder = process.env['CONSULTA_E2E_MAIL'] ?? '';

test.skip(!folder, 'needs the folder into which the server writes email');

/** The latest email to an address with these words in it. */
async function letterTo(address: string, words: string): Promise<string> {
  let found = '';
  await expect(async () => {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.eml')).sort().reverse();
    for (const name of names) {
      const raw = await readFile(join(folder, name), 'utf8');
      const letter = raw.replaceAll('=\r\n', '').replaceAll('=3D', '=');
      if (letter.includes(address) && letter.includes(words)) {
        found = letter;
        return;
      }
    }
    throw new Error(`there is no email to ${address} yet that says ${words}`);
  }).toPass({ timeout: 20_000 });
  return found;
}

/** The address of a page in an email, without the server's name. */
function linkIn(letter: string, path: string): string {
  const token = new RegExp(`${path}\\?token=(\\w+)`).exec(letter)?.[1];
  if (!token) throw new Error(`no link to ${path} in ${letter}`);
  return `${path}?token=${token}`;
}

async function ask(page: Page, email: string) {
  await page.getByLabel('Email', { exact: true }).fill(email);
  await page.getByRole('button', { name: 'Email me a link' }).click();
  await expect(page.getByRole('heading', { name: 'Check your email' })).toBeVisible();
}

test('FR3: a forgotten password is replaced by a link that works once', { tag: '@storage' }, async ({ page }) => {
  const person = await arriveAsNewPatient(page);
  await page.context().clearCookies();

  await test.step('a link is asked for; the answer is the same for an address that nobody has', async () => {
    await visit(page, '/reset-password');
    await ask(page, 'nobody.at.all@example.org');
    await expectAccessible(page);
    await visit(page, '/sign-in');
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await expect(page.getByRole('heading', { name: 'Set a new password', level: 1 })).toBeVisible();
    await hydrated(page);
    await ask(page, person.email);
  });

  const link = linkIn(await letterTo(person.email, 'Set a new password'), '/reset-password');

  await test.step('it sets a new password', async () => {
    await visit(page, link);
    await expectAccessible(page);
    await page.getByLabel('New password', { exact: true }).fill('seven quiet otters');
    await page.getByLabel('New password again').fill('seven quiet otters');
    await page.getByRole('button', { name: 'Set new password' }).click();
    await expect(page.getByText('Your new password is set. Use it to sign in.')).toBeVisible();
    await hydrated(page);
    await fillSignIn(page, person.email, 'seven quiet otters');
    await expect(page.getByRole('heading', { name: 'My appointments', level: 1 })).toBeVisible();
  });

  await test.step('and then no other', async () => {
    await visit(page, link);
    await expect(page.getByRole('heading', { name: 'This link no longer works', level: 1 })).toBeVisible();
    await letterTo(person.email, 'Your password was changed');
  });
});

test('a new email address is confirmed at that address, and until then the former one signs in', { tag: '@storage' }, async ({ page }) => {
  const person = await arriveAsNewPatient(page);
  const address = `new.${person.email}`;
  await visit(page, '/account/details');
  await page.getByLabel('Email', { exact: true }).fill(address);
  await page.getByLabel('Your password').fill(person.password);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText(`We've emailed a link to ${address}.`)).toBeVisible();
  await expect(page.getByLabel('Email', { exact: true })).toHaveValue(person.email);
  await expectAccessible(page);
  await letterTo(person.email, 'asked to change');
  const code = /\/account\/details\?code=(\w+)/.exec(await letterTo(address, 'Confirm your email address'))?.[1] ?? '';

  await test.step('opening the link changes nothing, and its button does', async () => {
    await visit(page, `/account/details?code=${code}`);
    await expect(page.getByText(`Is ${address} your address?`)).toBeVisible();
    await expect(page.getByLabel('Email', { exact: true })).toHaveValue(person.email);
    await page.getByRole('button', { name: 'Confirm this address' }).click();
    await expect(page.getByText('Your new email address is confirmed.')).toBeVisible();
    await expect(page.getByLabel('Email', { exact: true })).toHaveValue(address);
    await letterTo(person.email, 'was changed');
  });

  await test.step('the new one signs in', async () => {
    await page.context().clearCookies();
    await visit(page, '/sign-in');
    await fillSignIn(page, address, person.password);
    await expect(page.getByRole('heading', { name: 'My appointments', level: 1 })).toBeVisible();
  });
});

test('a new email address that was a mistake is given up', async ({ page }) => {
  const person = await arriveAsNewPatient(page);
  await visit(page, '/account/details');
  await page.getByLabel('Email', { exact: true }).fill(`mistaken.${person.email}`);
  await page.getByLabel('Your password').fill(person.password);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Confirm your new email address' })).toBeVisible();
  await hydrated(page);

  await page.getByRole('button', { name: 'Cancel the change' }).click();

  await expect(page.getByText('Your email address stays as it was.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Confirm your new email address' })).toHaveCount(0);
});

test('people choose what they hear of by email', async ({ page }) => {
  await arriveAsNewPatient(page);
  await visit(page, '/account/notifications');
  const reminders = page.getByRole('checkbox', { name: /^Reminders/ });
  const appointments = page.getByRole('checkbox', { name: /^Your appointments/ });
  await expect(reminders).toBeChecked();
  await expect(appointments).toBeChecked();
  await expect(page.getByRole('checkbox', { name: /^New bookings/ })).toHaveCount(0);

  await reminders.uncheck();
  await page.getByRole('button', { name: 'Save', exact: true }).click();

  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();
  await visit(page, '/account/notifications');
  await expect(reminders).not.toBeChecked();
  await expect(appointments).toBeChecked();
});

test('an administrator sees whether email arrives', async ({ page }) => {
  await arriveAs(page, demo.administrator);
  await visit(page, '/admin/mail');

  await page.getByRole('button', { name: 'Send me a test' }).click();

  await expect(page.getByRole('status').filter({ hasText: 'A test email to you is on its way.' })).toBeVisible();
  await letterTo(demo.administrator, 'A test email');
  await expect(async () => {
    await visit(page, '/admin/mail');
    const row = page.getByRole('listitem').filter({ hasText: 'A test email' }).first();
    await expect(row).toContainText('Sent', { timeout: 1_000 });
    await expect(row).toContainText('a***@demo.example');
  }).toPass({ timeout: 20_000 });
  await expectAccessible(page);
});
