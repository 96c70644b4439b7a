// A practitioner's own profile: what patients read about them, and their photo.

import { randomUUID } from 'node:crypto';

import { expectAccessible } from './support/axe.ts';
import { own } from './support/clinic.ts';
import { expect, hydrated, hydrates, test, visit } from './support/fixtures.ts';
import { arriveAs, expectProblem, png, visitProfile } from './support/journeys.ts';

// The browser logs error responses to scripts.
test.use({ tolerated: [/status of 422/] });

test('what a practitioner says about themselves is on their profile at once', { tag: '@storage' }, async ({ page, elsewhere }) => {
  const practitioner = own('documents');
  const said = `Walks everywhere, ${randomUUID().slice(0, 6)}.`;
  await arriveAs(page, practitioner.email);
  await visit(page, '/practitioner/profile');

  await page.getByRole('textbox', { name: 'Languages' }).fill('English, Tamil');
  await page.getByRole('textbox', { name: 'About' }).fill(said);
  await page.getByRole('textbox', { name: 'Years of experience' }).fill('x');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expectProblem(page, 'Enter a whole number of years from 0 to 80');
  await expectAccessible(page);
  await hydrated(page);
  await page.getByRole('textbox', { name: 'Years of experience' }).fill('21');
  await page.getByRole('button', { name: 'Save', exact: true }).click();

  await expect(page.getByText('Saved. Patients see it now.')).toBeVisible();
  await visitProfile(elsewhere, practitioner);
  await expect(elsewhere.getByText(said)).toBeVisible();
  await expect(elsewhere.getByText('English, Tamil')).toBeVisible();
});

test('a photo is added, shown to patients, and removed', async ({ page, elsewhere }) => {
  const practitioner = own('documents');
  await arriveAs(page, practitioner.email);
  await visit(page, '/practitioner/profile');

  await test.step('a file that is no picture is refused', async () => {
    await page.getByLabel('Picture').setInputFiles({ name: 'me.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n') });
    await page.getByRole('button', { name: /photo$/ }).last().click();
    await expectProblem(page, 'This is a PDF. Choose a JPEG or PNG picture');
    await expectAccessible(page);
  });
  await hydrated(page);
  await page.getByLabel('Picture').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: png });
  await page.getByRole('button', { name: /photo$/ }).last().click();
  await expect(page.getByText('Your new photo is on your profile.')).toBeVisible();
  await visitProfile(elsewhere, practitioner);
  const photo = elsewhere.locator('img.avatar').first();
  await expect(photo).toHaveAttribute('src', /^\/portraits\/[0-9a-f]{64}\.jpg$/);
  const picture = await elsewhere.request.get((await photo.getAttribute('src')) ?? '');
  expect([picture.status(), picture.headers()['content-type']]).toEqual([200, 'image/jpeg']);

  await hydrated(page);
  await page.getByRole('textbox', { name: 'About' }).fill('Not saved yet.');
  await page.getByRole('button', { name: 'Remove photo' }).click();
  await expect(page.getByText('Your photo has been removed.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Add photo' })).toBeVisible();
  if (hydrates()) await expect(page.getByRole('textbox', { name: 'About' })).toHaveValue('Not saved yet.');
  await visitProfile(elsewhere, practitioner);
  await expect(elsewhere.locator('img.avatar').first()).toHaveAttribute('src', /^\/faces\/[0-9a-f]{4}\.svg$/);
});
