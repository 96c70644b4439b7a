// Subscribing to one's appointments in a calendar program: a secret address that can be replaced and revoked.

import { expectAccessible } from './support/axe.ts';
import { own } from './support/clinic.ts';
import { expect, hydrated, test, visit, type Page } from './support/fixtures.ts';
import { arriveAsNewPatient, book, freeTime } from './support/journeys.ts';

/** The secret address that the page shows this once. */
async function secret(page: Page): Promise<string> {
  const link = page.getByRole('region', { name: 'Your secret address' }).getByRole('link');
  await expect(link).toBeVisible();
  return new URL((await link.getAttribute('href')) ?? '', page.url()).pathname;
}

test('a calendar is followed by a secret address until it is made anew or taken back', { tag: '@storage' }, async ({ page, elsewhere }) => {
  const practitioner = own('calendar');
  await arriveAsNewPatient(page);
  await book(page, await freeTime(page, practitioner), 'Nobody else is told');
  // A program that knows only the address.
  const read = async (address: string) => {
    const answer = await elsewhere.request.get(address);
    return { status: answer.status(), text: await answer.text() };
  };
  await visit(page, '/account/calendar');
  await expect(page.getByText("You don't have a secret address yet.")).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Create address' }).click();
  const first = await secret(page);
  await hydrated(page);
  await expectAccessible(page);
  const followed = await read(first);
  expect(followed.status).toBe(200);
  expect(followed.text).toContain('BEGIN:VCALENDAR');
  expect(followed.text).toContain(practitioner.name);
  expect(followed.text).not.toContain('Nobody else is told');

  await visit(page, '/account/calendar');
  await expect(page.getByText('it was shown only once')).toBeVisible();
  await page.getByRole('button', { name: 'Create a new address' }).click();
  const second = await secret(page);
  expect(second).not.toBe(first);
  expect((await read(first)).status).toBe(404);
  expect((await read(second)).status).toBe(200);

  await hydrated(page);
  await page.getByRole('button', { name: 'Turn off address' }).click();
  await expect(page.getByText('This address no longer works.')).toBeVisible();
  expect((await read(second)).status).toBe(404);
  await hydrated(page);
  await expect(page.getByRole('button', { name: 'Create address' })).toBeVisible();
});
