// Several appointments cancelled together: chosen, looked at, done, and each patient finds free times instead (S1-15, T13).

import { expectAccessible } from './support/axe.ts';
import { demo, own } from './support/clinic.ts';
import { expect, hydrated, test, visit } from './support/fixtures.ts';
import { arriveAs, arriveAsNewPatient, book, expectProblem, freeTime } from './support/journeys.ts';

test('chosen appointments are cancelled with one reason, and the patient finds free times instead', async ({ page, elsewhere }) => {
  const patient = await arriveAsNewPatient(elsewhere);
  const address = await book(elsewhere, await freeTime(elsewhere, own('admin'), 6));
  await arriveAs(page, demo.administrator);
  await visit(page, `/admin/appointments?patient=${encodeURIComponent(patient.email)}`);

  await page.getByRole('checkbox', { name: `Choose ${patient.name}` }).check();
  await page.getByRole('button', { name: 'Cancel and offer new times' }).click();
  await expect(page.getByRole('heading', { name: 'Cancel these appointments?', level: 1 })).toBeVisible();
  await hydrated(page);
  const row = page.getByRole('row', { name: patient.name });
  await expect(row).toContainText('Will be cancelled');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Cancel 1', exact: true }).click();
  await expectProblem(page, "Say in a few words why you're overriding the rules");
  await hydrated(page);
  await page.getByLabel('Why are you cancelling?').fill('The doctor is ill');
  await page.getByRole('button', { name: 'Cancel 1', exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Done for all 1.' })).toBeVisible();
  await expect(row).toContainText('Done');

  await visit(elsewhere, address);
  await expect(elsewhere.getByText('The doctor is ill')).toBeVisible();
  const instead = elsewhere.getByRole('region', { name: 'Free times instead' });
  await expectAccessible(elsewhere);
  await instead.getByRole('link').first().click();
  await expect(elsewhere.getByRole('button', { name: /^Book / })).toBeVisible();
});
