// Letters as their readers see them. These tests' server writes letters into a folder; scripts/letters checks every kind of letter
// in the same way, in other languages too.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { own } from './support/clinic.ts';
import { expect, test } from './support/fixtures.ts';
import { arriveAsNewPatient, book, call, freeTime } from './support/journeys.ts';
import { expectReadable, htmlOf } from './support/letters.ts';

const folder = process.env['CONSULTA_E2E_MAIL'] ?? '';

test.skip(!folder, 'needs the folder into which the server writes email');

test('letters can be read in light and in dark, on a wide and a narrow screen', { tag: '@hydrated-only' }, async ({ page }) => {
  const person = await arriveAsNewPatient(page);
  // Far from the times that the message tests use.
  await book(page, await freeTime(page, own('messages'), 15));
  await call(page, 'ask_reset_link', { email: person.email });

  const letters = new Map<string, string>();
  await expect(async () => {
    for (const name of (await readdir(folder)).filter((name) => name.endsWith('.eml'))) {
      const letter = await readFile(join(folder, name), 'utf8');
      if (letter.includes(person.email)) letters.set(name, letter);
    }
    expect(letters.size).toBeGreaterThanOrEqual(2);
  }).toPass({ timeout: 20_000 });

  for (const [name, letter] of letters) await expectReadable(page, htmlOf(letter), name);
});
