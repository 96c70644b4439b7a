// Several consecutive slots as one appointment, in the clinic that allows three.

import { expectAccessible } from './support/axe.ts';
import { approval, own } from './support/clinic.ts';
import { expect, hydrated, hydrates, test, visit } from './support/fixtures.ts';
import { arriveAsNewPatient, ask, freeNextWeek, pickerOf, radioOf } from './support/journeys.ts';

/** What the slot picker is told. */
interface Week {
  service: { minutes: number };
  /** From which start how many in a row can be had. */
  in_a_row: [number, number][];
}

test.skip(!approval.url, 'needs the clinic that allows several times in a row');
test.use({ baseURL: approval.url });

test('a patient chooses a start, then how long, and asks for all of it at once', { tag: '@phone' }, async ({ page }) => {
  await arriveAsNewPatient(page);
  const practitioner = own('lengths');
  const free = await freeNextWeek(page, practitioner);
  const query = { practitioner: String(practitioner.id), centre: '', week: free[0]?.week ?? '' };
  const week = await ask<Week>(page, 'week', query);
  const starts = week.in_a_row.filter(([, most]) => most === 3).map(([start]) => start);
  // Each project has its own part of the week.
  const part = ['hydrated', 'no-js', 'phone'].indexOf(test.info().project.name);
  const start = starts[Math.floor((starts.length * part) / 3)];
  const slot = free.find((one) => one.start === start);
  if (!slot) throw new Error(`${practitioner.name} has no three times in a row next week`);
  const minutes = (slots: number) => `${slots * week.service.minutes} min`;

  await test.step('choose a start', async () => {
    await visit(page, pickerOf(slot));
    await radioOf(page, slot).check();
    if (hydrates()) {
      await page.getByRole('radio', { name: minutes(2), exact: true }).check();
      await expectAccessible(page);
    }
    await page.getByRole('button', { name: 'Continue' }).click();
    await hydrated(page);
  });

  await test.step('and how long', async () => {
    const lengths = page.getByRole('navigation', { name: 'How long?' });
    if (hydrates()) await expect(lengths.locator('[aria-current]')).toContainText(minutes(2));
    await lengths.getByRole('link', { name: minutes(3) }).click();
    await expect(lengths.locator('[aria-current]')).toContainText(minutes(3));
    await hydrated(page);
    await expect(page.getByText(`${minutes(3)}utes, `)).toBeVisible();
    await expectAccessible(page);
  });

  await test.step('ask for it', async () => {
    await page.getByRole('button', { name: /^Request / }).click();
    await expect(page).toHaveURL(/\/appointments\/\d+/);
    const after = (await freeNextWeek(page, practitioner)).map((one) => one.start);
    for (const nth of [0, 1, 2]) expect(after).not.toContain(slot.start + nth * week.service.minutes * 60);
  });
});
