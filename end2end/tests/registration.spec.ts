// Making an account: what is refused, how it is said, and what stays.

import { expect, hydrated, hydrates, test, visit } from './support/fixtures.ts';
import { arriveAsNewPatient, expectProblem, fillRegistration, somebody } from './support/journeys.ts';

// The browser logs what the server refuses to a script.
test.use({ tolerated: [/status of 422/] });

test('every problem is told at once, and linked to its field', async ({ page }) => {
  await visit(page, '/register');

  await page.getByRole('button', { name: 'Create account' }).click();

  const summary = page.getByRole('alert', { name: 'There is a problem' });
  await expect(summary.getByRole('link')).toHaveText([
    'Enter your full name',
    'Enter your email address',
    'Enter your phone number',
    'Enter your date of birth',
    'Enter a password',
  ]);
  await hydrated(page);
  if (hydrates()) await expect(summary).toBeFocused();
  await expect(page.getByLabel('Phone', { exact: true })).toHaveAccessibleDescription(/Enter your phone number/);
  for (const [problem, field] of [
    ['Enter your phone number', 'Phone'],
    ['Enter your date of birth', 'Day'],
    ['Enter a password', 'Password'],
  ] as const) {
    await summary.getByRole('link', { name: problem }).click();
    await expect(page.getByLabel(field, { exact: true })).toBeFocused();
  }
});

test('a refused form keeps what was typed, but no password', async ({ page }) => {
  const person = somebody();
  await visit(page, '/register');
  await fillRegistration(page, { ...person, email: 'not an address' });
  await page.getByLabel('Blood group').selectOption('A+');

  await page.getByRole('button', { name: 'Create account' }).click();

  await expectProblem(page, 'Enter an email address like name@example.org');
  await hydrated(page);
  await expect(page.getByLabel('Full name')).toHaveValue(person.name);
  await expect(page.getByLabel('Email', { exact: true })).toHaveValue('not an address');
  await expect(page.getByLabel('Year', { exact: true })).toHaveValue('1985');
  await expect(page.getByLabel('Blood group')).toHaveValue('A+');
  expect(page.url()).not.toContain(person.password.split(' ')[0]);
});

test('a password that is easy, short or typed in two ways is refused', async ({ page }) => {
  await visit(page, '/register');
  for (const [password, again, problem] of [
    ['password1', 'password1', 'This password is easy to guess. Try a few unrelated words'],
    ['short', 'short', 'Use at least 8 characters'],
    ['green lamp under stairs', 'green lamp on stairs', "The passwords don't match. Type them again"],
  ] as const) {
    await fillRegistration(page, { ...somebody(), password });
    await page.getByLabel('Password again').fill(again);

    await page.getByRole('button', { name: 'Create account' }).click();

    await expectProblem(page, problem);
    await hydrated(page);
  }
});

test('an address that has an account already is answered as any other', async ({ page, elsewhere }) => {
  const known = await arriveAsNewPatient(elsewhere);
  await visit(page, '/register');
  await fillRegistration(page, known);

  await page.getByRole('button', { name: 'Create account' }).click();

  await expect(page.getByText('If these details are new to us, your account is ready.')).toBeVisible();
});
