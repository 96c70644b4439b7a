// Importing centres and people from four files: checked first, imported when confirmed.

import { randomUUID } from 'node:crypto';

import { expectAccessible } from './support/axe.ts';
import { approval, demo } from './support/clinic.ts';
import { expect, test, visit, type Page } from './support/fixtures.ts';
import { arriveAs } from './support/journeys.ts';

// An administrator has one import at a time, so each project has a clinic of its own.
test.use({
  baseURL: async ({ baseURL }, use, info) => {
    await use(info.project.name === 'no-js' ? approval.url : baseURL);
  },
});

/** The four files, with no one but a new patient: other tests count on the directory. */
function files(affiliations: string) {
  const run = randomUUID().replaceAll('-', '');
  const medicare = [...run].map((letter) => Number.parseInt(letter, 16) % 10).join('').slice(0, 10);
  return {
    'health_centres.csv': 'centre_type;abn;name;phone;suburb\n',
    'provider.csv':
      'provider_email,provider_type,password,first_name,last_name,phone,providerNum,startWorkingHours,endWorkingHours,expertise\n',
    'patient.csv': `patient_email,password,first_name,last_name,phone,medicare\npat.${run}@example.org,first ${run},Pia,Import,0491570157,${medicare}\n`,
    'provider_health_centre.csv': `provider_email,health_centre_name\n${affiliations}`,
  };
}

async function send(page: Page, all: Record<string, string>) {
  const fields = ['Centres', 'Practitioners', 'Patients', 'Who works where'];
  for (const [place, [name, text]] of Object.entries(all).entries()) {
    const file = { name, mimeType: 'text/csv', buffer: Buffer.from(text) };
    await page.getByLabel(new RegExp(`^${fields[place]} `)).setInputFiles(file);
  }
  await page.getByRole('button', { name: 'Check the files' }).click();
}

/** Waits for the server: a page without our script is loaded anew. */
async function expectSoon(page: Page, text: string) {
  await expect(async () => {
    await visit(page, '/admin/import');
    await expect(page.getByText(text)).toBeVisible({ timeout: 1_000 });
  }).toPass();
}

test('files are checked, mended, and then imported whole', async ({ page }) => {
  await arriveAs(page, demo.administrator);
  await visit(page, '/admin/import');
  await send(page, files('nobody@example.org,Nowhere at all\n'));
  await expectSoon(page, 'Nothing was imported. Fix the errors below and send the files again.');
  const row = page.getByRole('row').filter({ hasText: 'provider_health_centre.csv' }).filter({ hasText: 'health_centre_name' });
  await expect(row).toContainText('is not in health_centres.csv');
  await expect(row.getByRole('cell', { name: '2', exact: true })).toBeVisible();
  await expectAccessible(page);

  await send(page, files(''));
  await expectSoon(page, 'The files are in order. Nothing has been imported yet.');
  await expect(page.getByRole('row', { name: /^Patients/ }).getByRole('cell').first()).toHaveText('1');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Import everything' }).click();
  await expectSoon(page, 'Everything was imported.');
});

test('why the files were not taken in is read first', { tag: '@hydrated-only' }, async ({ page }) => {
  await arriveAs(page, demo.administrator);
  await visit(page, '/admin/import?problem=none');

  await expect(page.getByRole('alert').filter({ hasText: 'Choose the four files' })).toBeFocused();
});

test('each file is measured as soon as it is chosen', { tag: '@hydrated-only' }, async ({ page }) => {
  const choose = (buffer: Buffer) =>
    page.getByLabel(/^Patients /).setInputFiles({ name: 'patient.csv', mimeType: 'text/csv', buffer });
  await arriveAs(page, demo.administrator);
  await visit(page, '/admin/import');

  await choose(Buffer.alloc(2_100_000, 'x'));
  await expect(page.getByText('patient.csv is larger than 2 MB')).toBeVisible();
  await choose(Buffer.from('email\n'));
  await expect(page.getByText('patient.csv is larger than 2 MB')).toHaveCount(0);
});
