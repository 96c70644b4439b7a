// The server's status, and the number on an error page.

import { demo } from './support/clinic.ts';
import { expect, test, visit } from './support/fixtures.ts';
import { arriveAs } from './support/journeys.ts';

test('an administrator sees how the server is doing and what to do about it', { tag: '@storage' }, async ({ page }) => {
  await arriveAs(page, demo.administrator);
  await visit(page, '/admin');
  await page.getByRole('link', { name: 'Status', exact: true }).click();

  await expect(page.getByRole('heading', { name: 'Status', level: 1 })).toBeVisible();
  const row = (name: string) => page.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) });
  await expect(row('Documents')).toContainText('Can be stored and read');
  await expect(row('Backup')).toContainText('Set CONSULTA_BACKUPS');
  await expect(row('Administrators')).toContainText('second step');
  await expect(page.getByRole('table', { name: 'Servers' }).getByRole('row')).toHaveCount(2);
});
