// The clinic's settings: an administrator changes one, is told of one that does not fit, and undoes a change. Each project changes
// a setting of its own, on which nothing else here depends.

import { demo } from './support/clinic.ts';
import { expect, hydrated, test, visit } from './support/fixtures.ts';
import { arriveAs } from './support/journeys.ts';

test.use({ tolerated: [/status of 422/] });

const choice = () => {
  const choices: Record<string, { label: string; unit: string }> = {
    hydrated: { label: 'Maximum document size', unit: 'megabytes' },
    'no-js': { label: 'Document storage per patient', unit: 'megabytes' },
    phone: { label: 'Waiting list offers stay open for', unit: 'minutes' },
  };
  return choices[test.info().project.name] ?? choices['hydrated']!;
};

test('a choice is changed, says what the preset has, and is taken back', { tag: '@storage' }, async ({ page }) => {
  const { label } = choice();
  await arriveAs(page, demo.administrator);
  await visit(page, '/admin');
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
  await hydrated(page);
  const before = await page.getByLabel(label).inputValue();
  const wanted = String(Number(before) - 3);

  await page.getByLabel(label).fill(wanted);
  await page.getByRole('button', { name: 'Save settings' }).click();
  await expect(page.getByText('Settings saved.')).toBeVisible();
  await hydrated(page);
  await expect(page.getByLabel(label)).toHaveValue(wanted);
  await expect(page.getByText(`“Open clinic” has: ${before} ${choice().unit}.`)).toBeVisible();
  await visit(page, '/admin/settings');
  await expect(page.getByLabel(label)).toHaveValue(wanted);

  await page.getByLabel(label).fill(before);
  await page.getByRole('button', { name: 'Save settings' }).click();
  await expect(page.getByText('Settings saved.')).toBeVisible();
  await hydrated(page);
  await expect(page.getByLabel(label)).toHaveValue(before);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('Settings restored.')).toBeVisible();
  await hydrated(page);
  await expect(page.getByLabel(label)).toHaveValue(wanted);
  await page.getByLabel(label).fill(before);
  await page.getByRole('button', { name: 'Save settings' }).click();
  await expect(page.getByText('Settings saved.')).toBeVisible();
});

test('what does not fit is said at its field, and what else was typed stays', async ({ page }) => {
  await arriveAs(page, demo.administrator);
  await visit(page, '/admin/settings');
  await page.getByLabel('Hold a chosen time for').fill('99');
  await page.getByRole('checkbox', { name: 'Email address' }).uncheck();
  await page.getByRole('button', { name: 'Save settings' }).click();

  await expect(page.getByText('Enter a number in the allowed range').first()).toBeVisible();
  await expect(page.getByText('Choose one of the options').first()).toBeVisible();
  await hydrated(page);
  await expect(page.getByLabel('Hold a chosen time for')).toHaveValue('99');
  await visit(page, '/admin/settings');
  await expect(page.getByLabel('Hold a chosen time for')).not.toHaveValue('99');
});

test('nobody locks themself out', async ({ page }) => {
  await arriveAs(page, demo.administrator);
  await visit(page, '/admin/settings');
  await page.getByRole('checkbox', { name: 'Email address' }).uncheck();
  await page.getByRole('checkbox', { name: 'National ID' }).check();
  await page.getByRole('button', { name: 'Save settings' }).click();
  await expect(page.getByText('Keep one that you have').first()).toBeVisible();
});

test('a preset shows what it would change, and changes nothing until told to', async ({ page }) => {
  await arriveAs(page, demo.administrator);
  await visit(page, '/admin/settings');
  const kept = await page.getByLabel('Hold a chosen time for').inputValue();

  const presets = page.getByRole('group', { name: 'Preset', exact: true });
  await expect(presets.getByRole('radio')).toHaveCount(6);
  await expect(presets).toContainText('Anyone can register with an email address and book at once.');
  await presets.getByRole('radio', { name: /^Accounts from the clinic/ }).check();
  await page.getByRole('button', { name: 'Show what would change' }).click();

  await expect(page.getByRole('heading', { name: /^“Accounts from the clinic” would change \d+ settings?$/ })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Replace my settings' })).toBeVisible();
  await hydrated(page);
  await page.getByRole('link', { name: 'Keep my settings' }).click();
  await expect(page.getByRole('button', { name: 'Replace my settings' })).toHaveCount(0);
  await expect(page.getByLabel('Hold a chosen time for')).toHaveValue(kept);
});

test('what also applies to booked appointments is asked about before it is stored', async ({ page }) => {
  const label = 'Notice patients must give to cancel or move';
  await arriveAs(page, demo.administrator);
  await visit(page, '/admin/settings');
  const kept = await page.getByLabel(label).inputValue();
  const wanted = String(Number(kept) + 7);
  await expect(page.getByLabel('Change it for these appointments too')).toHaveCount(0);
  await page.getByLabel(label).fill(wanted);
  await page.getByRole('button', { name: 'Save settings' }).click();

  await expect(page.getByText(/This also applies to .+ appointments? that/).first()).toBeVisible();
  await expect(page.getByRole('alert').getByRole('link', { name: `${label}: This also applies to` })).toBeVisible();
  await expect(page.getByLabel('Change it for these appointments too')).not.toBeChecked();
  await hydrated(page);
  await expect(page.getByLabel(label)).toHaveValue(wanted);
  await visit(page, '/admin/settings');
  await expect(page.getByLabel(label)).toHaveValue(kept);
});
