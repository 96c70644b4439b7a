// Registering: what is refused, how it is said, and what input stays.

import { expect, fillSignIn, hydrated, hydrates, test, visit } from './support/fixtures.ts';
import { arriveAsNewPatient, arriveRegistered, expectProblem, fillRegistration, somebody } from './support/journeys.ts';

// The browser logs error responses to scripts.
test.use({ tolerated: [/status of 422/] });

test('every problem is told at once, and linked to its field', async ({ page }) => {
  await visit(page, '/register');

  await page.getByRole('button', { name: 'Create account' }).click();

  const summary = page.getByRole('alert', { name: 'There is a problem' });
  await expect(summary.getByRole('link')).toHaveText([
    'Enter your full name',
    'Enter your email address',
    'Enter a password',
  ]);
  await hydrated(page);
  if (hydrates()) await expect(summary).toBeFocused();
  await expect(page.getByLabel('Full name')).toHaveAccessibleDescription(/Enter your full name/);
  for (const [problem, field] of [
    ['Enter your full name', 'Full name'],
    ['Enter your email address', 'Email'],
    ['Enter a password', 'Password'],
  ] as const) {
    await summary.getByRole('link', { name: problem }).click();
    await expect(page.getByLabel(field, { exact: true })).toBeFocused();
  }
});

test('a refused form keeps what was typed, and a new page has no password', async ({ page }) => {
  const person = somebody();
  await visit(page, '/register');
  await fillRegistration(page, { ...person, email: 'not an address' });

  await page.getByRole('button', { name: 'Create account' }).click();

  await expectProblem(page, 'Enter an email address like name@example.org');
  await hydrated(page);
  await expect(page.getByLabel('Full name')).toHaveValue(person.name);
  await expect(page.getByLabel('Email', { exact: true })).toHaveValue('not an address');
  // It is still in the page in which it was typed, and in no other.
  await expect(page.getByLabel('Password', { exact: true })).toHaveValue(hydrates() ? person.password : '');
  expect(page.url()).not.toContain(person.password.split(' ')[0]);
});

test('a password that is easy or short is refused', async ({ page }) => {
  await visit(page, '/register');
  for (const [password, problem] of [
    ['password1', 'This password is easy to guess. Try a few unrelated words'],
    ['short', 'Use at least 8 characters'],
  ] as const) {
    await fillRegistration(page, { ...somebody(), password });

    await page.getByRole('button', { name: 'Create account' }).click();

    await expectProblem(page, problem);
    await hydrated(page);
  }
});

test('a password can be looked at while it is typed, where the page is alive', async ({ page }) => {
  await visit(page, '/register');
  const password = page.getByLabel('Password', { exact: true });
  await password.fill('green lamp under stairs');
  if (!hydrates()) {
    await expect(page.getByRole('button', { name: 'Show password' })).toHaveCount(0);
    return;
  }

  await page.getByRole('button', { name: 'Show password' }).click();

  await expect(password).toHaveAttribute('type', 'text');
  await expect(password).toHaveValue('green lamp under stairs');
  await page.getByRole('button', { name: 'Hide password' }).click();
  await expect(password).toHaveAttribute('type', 'password');
});

test('whoever registers is signed in and where they wanted to go', async ({ page }) => {
  const person = somebody();
  await visit(page, '/register?next=/record/about');
  await fillRegistration(page, person);

  await page.getByRole('button', { name: 'Create account' }).click();
  await arriveRegistered(page, person);

  await expect(page.getByRole('heading', { name: 'About me', level: 1 })).toBeVisible();
  await expect(page.getByLabel('Full name')).toHaveValue(person.name);
});

test('an address that has an account already is answered as any other', async ({ page, elsewhere }) => {
  const known = await arriveAsNewPatient(elsewhere);
  await visit(page, '/register');
  await fillRegistration(page, known);

  await page.getByRole('button', { name: 'Create account' }).click();

  await arriveRegistered(page, known);
  // Its owner signs in with their own password.
  await expect(page.getByRole('heading', { name: 'My appointments', level: 1 })).toBeVisible();
});

test('with another password than its own, a known address is refused as at any sign-in', async ({ page, elsewhere }) => {
  const known = await arriveAsNewPatient(elsewhere);
  await visit(page, '/register');
  await fillRegistration(page, { ...known, password: 'brown kettle over roof' });

  await page.getByRole('button', { name: 'Create account' }).click();

  if (!hydrates()) await fillSignIn(page, known.email, 'brown kettle over roof');
  await expectProblem(page, "The email address or password isn't right.");
  if (hydrates()) await expect(page.getByLabel('Email', { exact: true })).toHaveValue(known.email);
});
