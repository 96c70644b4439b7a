// Bulk actions on several users: chosen, previewed, done, and what was not done is reported (S1-15).

import { expectAccessible } from './support/axe.ts';
import { demo } from './support/clinic.ts';
import { expect, hydrated, hydrates, statusOf, test, visit } from './support/fixtures.ts';
import { arriveAs, arriveAsNewPatient } from './support/journeys.ts';

// The browser logs error responses to scripts.
test.use({ tolerated: [/status of 422/] });

test('chosen users are deactivated and activated again after a look at what would happen', async ({ page, elsewhere }) => {
  const person = await arriveAsNewPatient(elsewhere);
  await arriveAs(page, demo.administrator);
  await visit(page, `/admin/users?q=${encodeURIComponent(person.email)}`);

  await page.getByLabel(`Choose ${person.name}`).check();
  await page.getByRole('button', { name: 'Deactivate', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Deactivate these users?', level: 1 })).toBeVisible();
  await hydrated(page);
  const row = page.getByRole('row', { name: person.name });
  await expect(row).toContainText('Will change');
  await page.getByRole('button', { name: 'Deactivate 1' }).click();

  await expect(page.getByRole('status').filter({ hasText: 'Done.' })).toBeVisible();
  await expect(row).toContainText('Done');
  expect(await statusOf(elsewhere, '/patient')).toBe(403);

  await visit(page, `/admin/users?q=${encodeURIComponent(person.email)}`);
  await page.getByRole('link', { name: 'Tick all on this page' }).click();
  await expect(page.getByLabel(`Choose ${person.name}`)).toBeChecked();
  await hydrated(page);
  await page.getByRole('button', { name: 'Activate', exact: true }).click();
  await hydrated(page);
  await page.getByRole('button', { name: 'Activate 1' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Done.' })).toBeVisible();
});

test('what was done to chosen users is undone from the page that says what was done', async ({ page, elsewhere }) => {
  const person = await arriveAsNewPatient(elsewhere);
  await arriveAs(page, demo.administrator);
  await visit(page, `/admin/users?q=${encodeURIComponent(person.email)}`);
  await page.getByLabel(`Choose ${person.name}`).check();
  await page.getByRole('button', { name: 'Deactivate', exact: true }).click();
  await hydrated(page);
  await page.getByRole('button', { name: 'Deactivate 1' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Done.' })).toBeVisible();
  await expect(page).toHaveURL(/\/admin\/bulk\/[0-9a-f]{32}$/);

  await page.getByRole('link', { name: 'Undo', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Activate these users?', level: 1 })).toBeVisible();
  await hydrated(page);
  await page.getByRole('button', { name: 'Activate 1' }).click();

  await expect(page.getByRole('link', { name: 'This undoes an earlier change' })).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'Done.' })).toBeVisible();
  await page.getByRole('link', { name: 'This undoes an earlier change' }).click();
  await expect(page.getByRole('link', { name: 'This was undone' })).toBeVisible();

  await visit(page, '/admin/users');
  await page.getByRole('link', { name: 'What you did earlier' }).click();
  await expect(page.getByRole('heading', { name: 'What you did earlier', level: 1 })).toBeVisible();
});

test('nobody is changed who cannot be, and the page says why', async ({ page }) => {
  await arriveAs(page, demo.administrator);
  await visit(page, '/admin/users?q=admin%40demo.example');

  await page.getByRole('link', { name: 'Tick all on this page' }).click();
  await expect(page.getByLabel('Choose Demo Administrator')).toBeChecked();
  await hydrated(page);
  await page.getByRole('button', { name: 'Deactivate', exact: true }).click();

  await expect(page.getByText('Nothing would change for any of them.')).toBeVisible();
  await expect(page.getByRole('row', { name: 'Demo Administrator' })).toContainText("You can't change your own account");
  await expect(page.getByRole('button', { name: /^Deactivate \d/ })).toHaveCount(0);
});

test('one message is written to chosen users, who read it among their notices', async ({ page, elsewhere }) => {
  const person = await arriveAsNewPatient(elsewhere);
  await arriveAs(page, demo.administrator);
  await visit(page, `/admin/users?q=${encodeURIComponent(person.email)}`);
  await page.getByLabel(`Choose ${person.name}`).check();
  await page.getByRole('button', { name: 'Write a message', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Write to these users', level: 1 })).toBeVisible();
  await hydrated(page);

  await page.getByLabel('Subject').fill('We move in May');
  await page.getByRole('button', { name: 'Send to 1' }).click();
  await expect(page.locator('#announcement_text-error')).toBeVisible();
  await expect(page.getByLabel('Subject')).toHaveValue('We move in May');
  await page.getByLabel('Message', { exact: true }).fill('From May on we are at 1 Quay Street.');
  await page.getByRole('button', { name: 'Send to 1' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Done.' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Undo', exact: true })).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'We move in May' })).toBeVisible();
  await expect(page.getByText('From May on we are at 1 Quay Street.')).toBeVisible();

  await visit(elsewhere, '/notices');
  await expect(elsewhere.getByRole('heading', { name: 'From the clinic: We move in May' })).toBeVisible();
  await expect(elsewhere.getByText('From May on we are at 1 Quay Street.')).toBeVisible();
});

test('ticks are kept on the way through a list, shown, and cleared', async ({ page }) => {
  const turn = (name: string) => page.getByRole(hydrates() ? 'link' : 'button', { name });
  const show = page.getByRole(hydrates() ? 'link' : 'button', { name: 'Show chosen' });
  const box = (row: number) => page.getByRole('row').nth(row).getByRole('checkbox');
  await arriveAs(page, demo.administrator);
  await visit(page, '/admin/users?role=practitioner');
  const first = await page.getByRole('rowheader').first().textContent();
  await box(1).check();
  await box(2).check();

  await test.step('to the next page, and in another order', async () => {
    await turn('Next page').click();
    await expect(page.getByText('2 chosen, 2 on other pages')).toBeVisible();
    await hydrated(page);
    await box(3).check();
    await turn('Previous page').click();
    await expect(page.getByText('3 chosen, 1 on other pages')).toBeVisible();
    await expect(box(1)).toBeChecked();
    await hydrated(page);
    await box(2).uncheck();
    const head = page.getByRole('columnheader', { name: 'Name', exact: true });
    await head.getByRole(hydrates() ? 'link' : 'button').click();
    await expect(page.getByText(/^2 chosen, \d on other pages$/)).toBeVisible();
    await hydrated(page);
  });

  await test.step('only they are shown, and what is done is done to them', async () => {
    await show.click();
    await expect(page.getByRole('rowheader')).toHaveCount(2);
    await expect(page.getByRole('rowheader').filter({ hasText: first ?? '' })).toBeVisible();
    await expectAccessible(page);
    await hydrated(page);
    await page.getByRole('button', { name: 'Activate', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'Activate these users?', level: 1 })).toBeVisible();
    await expect(page.getByRole('rowheader')).toHaveCount(2);
  });

  await test.step('the tab remembers them until they are cleared', async () => {
    if (!hydrates()) return;
    await visit(page, '/admin/users?role=practitioner');
    await expect(page.getByText(/^2 chosen/)).toBeVisible();
    await page.getByRole('link', { name: 'Clear', exact: true }).click();
    await expect(page.getByText(/^2 chosen/)).toHaveCount(0);
    await expect(page.getByRole('checkbox', { checked: true })).toHaveCount(0);
    await visit(page, '/admin/users?role=practitioner');
    await expect(page.getByText(/\d chosen/)).toHaveCount(0);
  });
});
