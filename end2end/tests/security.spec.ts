// Two-step sign-in: set up with an app, required at the next sign-in, and turned off with a recovery code.

import { createHmac } from 'node:crypto';

import { expectAccessible } from './support/axe.ts';
import { expect, fillSignIn, hydrated, settled, test, visit } from './support/fixtures.ts';
import { arriveAsNewPatient, expectProblem } from './support/journeys.ts';

// The browser logs error responses to scripts.
test.use({ tolerated: [/status of 422/] });

/** What an app shows for a secret (RFC 6238), now or so many half minutes later. */
function codeOf(secret: string, later = 0): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.replaceAll(' ', '')].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const mac = createHmac('sha1', key).update(step).digest();
  const offset = mac.readUInt8(19) & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

test('an app is set up, its code is the second step, and a recovery code switches it off', { tag: '@phone' }, async ({ page }) => {
  const person = await arriveAsNewPatient(page);
  const code = page.getByLabel('Code', { exact: true });
  let secret = '';
  let recovery = '';

  await test.step('it is set up and confirmed', async () => {
    await visit(page, '/account');
    await page.getByRole('link', { name: 'Two-step sign-in' }).click();
    await hydrated(page);
    await page.getByLabel('Your password').fill(person.password);
    await page.getByRole('button', { name: 'Set it up' }).click();
    await expect(page.getByRole('img', { name: 'QR code for your authenticator app' })).toBeVisible();
    await hydrated(page);
    await expectAccessible(page);
    secret = (await page.locator('.code').first().textContent()) ?? '';
    await code.fill(codeOf(secret));
    await page.getByRole('button', { name: 'Turn on two-step sign-in' }).click();
    await expect(page.getByText('Two-step sign-in is on. Your other devices have been signed out.')).toBeVisible();
    await expect(page.getByText('You have 10 recovery codes left.')).toBeVisible();
    await hydrated(page);
    await expectAccessible(page);
    recovery = (await page.locator('.recovery-codes li').first().textContent()) ?? '';
  });

  await test.step('signing in asks for a code', async () => {
    await page.context().clearCookies();
    await visit(page, '/sign-in?next=/account/security');
    await fillSignIn(page, person.email, person.password);
    await expect(page.getByRole('heading', { name: 'Enter your code', level: 1 })).toBeVisible();
    await hydrated(page);
    await expectAccessible(page);
    await code.fill('AAAA-AAAA');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expectProblem(page, "This isn't the right code");
    await hydrated(page);
    await expectAccessible(page);
    // The code of this half minute may have been used to confirm.
    await code.fill(codeOf(secret, 1));
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'Two-step sign-in', level: 1 })).toBeVisible();
    await hydrated(page);
    await expect(page.getByText(recovery)).toHaveCount(0);
  });

  await test.step('it is switched off with the password and a recovery code', async () => {
    await page.getByRole('link', { name: 'Turn it off' }).click();
    await page.getByLabel('Your password').fill(person.password);
    await code.fill(recovery);
    await page.getByRole('button', { name: 'Turn it off' }).click();
    await expect(page.getByText('Two-step sign-in is off.')).toBeVisible();
  });
});

test("one's own details are changed, and what one signs in with after the password", async ({ page }) => {
  const person = await arriveAsNewPatient(page);
  const email = `new.${person.email}`;
  await visit(page, '/account/details');

  await page.getByLabel('Email', { exact: true }).fill(email);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expectProblem(page, 'Enter your password');
  await hydrated(page);
  await expect(page.getByLabel('Email', { exact: true })).toHaveValue(email);
  await expectAccessible(page);
  await page.getByLabel('Your password').fill(person.password);
  await page.getByRole('button', { name: 'Save', exact: true }).click();

  // It takes effect once it is confirmed (mail.spec.ts).
  await expect(page.getByRole('heading', { name: 'Confirm your new email address' })).toBeVisible();
  await settled(page);
  await page.context().clearCookies();
  await visit(page, '/sign-in');
  await fillSignIn(page, person.email, person.password);
  await expect(page.getByRole('heading', { name: 'My appointments', level: 1 })).toBeVisible();
});
