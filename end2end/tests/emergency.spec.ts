// Breaking the glass: with a reason and the password, reported to the patient, reviewed by an administrator. If found unjustified,
// it ends.

import { demo, own, PASSWORD } from './support/clinic.ts';
import { expect, hydrated, signIn, test, visit } from './support/fixtures.ts';
import { arriveAs, arriveAsNewPatient, expectProblem, expectUnread } from './support/journeys.ts';

test.use({ tolerated: [/status of (422|404)/] });

const reason = 'Unconscious in the waiting room, need the allergies';

test('a record is opened in an emergency, and closed again where it was not justified', { tag: '@storage' }, async ({ page, elsewhere }) => {
  const practitioner = own('staff');
  const patient = await arriveAsNewPatient(elsewhere);
  await signIn(page, practitioner.email, PASSWORD);

  const tryToOpen = async (email: string, why: string, password: string) => {
    await visit(page, '/staff/emergency');
    await page.getByLabel("Patient's number or email address").fill(email);
    await page.getByLabel('Why you need it').fill(why);
    await page.getByLabel('Your password').fill(password);
    await page.getByRole('button', { name: 'Open the record' }).click();
  };
  await test.step('a wrong password and a reason of one word are refused', async () => {
    await tryToOpen(patient.email, reason, 'not my password');
    await expectProblem(page, "This isn't your current password");
    await hydrated(page);
    await expect(page.getByLabel('Why you need it')).toHaveValue(reason);
    await tryToOpen(patient.email, 'because', PASSWORD);
    await expectProblem(page, /characters|reason|longer/i);
  });
  await test.step('with both it opens, and the patient is told', async () => {
    await tryToOpen(patient.email, reason, PASSWORD);
    await expect(page.getByRole('heading', { name: patient.name, level: 1 })).toBeVisible();
    await expect(page.getByRole('main')).toContainText('You opened this in an emergency');
    await visit(elsewhere, '/notices');
    await expectUnread(elsewhere, 1);
    await elsewhere.getByRole('link', { name: 'Your record was opened in an emergency' }).click();
    await expect(elsewhere.getByRole('listitem').filter({ hasText: practitioner.name }).first()).toBeVisible();
  });
  const record = new URL(page.url()).pathname;
  await test.step('an administrator reviews it', async () => {
    await arriveAs(elsewhere, demo.administrator);
    await visit(elsewhere, '/admin/emergencies');
    const one = elsewhere.getByRole('listitem').filter({ hasText: patient.name });
    await expect(one).toContainText(reason);
    await one.getByLabel('Your findings').fill('Nobody had collapsed.');
    await one.getByLabel('No', { exact: true }).check();
    await one.getByRole('button', { name: /^Complete review/ }).click();
    await expect(one.getByText('Not justified')).toBeVisible();
    const answer = await page.goto(record);
    expect(answer?.status()).toBe(404);
    await visit(page, '/notices');
    await expect(page.getByRole('main')).toContainText('Your emergency access was not justified');
  });
});

test('the audit is searched and taken away by administrators', { tag: '@storage' }, async ({ page }) => {
  await signIn(page, demo.administrator, PASSWORD);
  await visit(page, '/admin/audit');
  await page.getByRole('combobox', { name: 'What', exact: true }).selectOption('accounts');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page.getByRole('main')).toContainText('Signed in');
  const file = await page.request.get('/admin/audit/audit.csv?area=accounts');
  expect(file.headers()['content-type']).toContain('text/csv');
  expect(await file.text()).toContain('account.sign_in');
});
