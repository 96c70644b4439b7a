// Checks every letter in the folder CONSULTA_LETTERS, and takes one picture of all letters in each language (scripts/letters).

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { test } from './fixtures.ts';
import { expectReadable, htmlOf } from './letters.ts';

const folder = process.env['CONSULTA_LETTERS'] ?? '';
/** How many letters stand beside one another. */
const ACROSS = 6;

interface Letter {
  /** Which it is, such as `00000012-appointment.booked`. */
  name: string;
  html: string;
}

const byLanguage = new Map<string, Letter[]>();
for (const file of readdirSync(folder).filter((name) => name.endsWith('.eml')).sort()) {
  const html = htmlOf(readFileSync(join(folder, file), 'utf8'));
  const language = /<html lang="([^"]+)"/.exec(html)?.[1] ?? 'none';
  byLanguage.set(language, [...(byLanguage.get(language) ?? []), { name: file.replace('.eml', ''), html }]);
}

/** A page on which all of them stand, each under its name. */
function sheet(letters: Letter[], width: number): string {
  const quoted = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  const frames = letters.map(
    ({ name, html }) =>
      `<figure style="margin:0;width:${width}px"><figcaption>${name}</figcaption>
      <iframe srcdoc="${quoted(html)}" style="width:100%;height:640px;border:1px solid gray"></iframe></figure>`,
  );
  return `<!DOCTYPE html><meta name="color-scheme" content="light dark"><body style="font-family:sans-serif">
    <div style="display:flex;flex-wrap:wrap;gap:16px">${frames.join('')}</div>`;
}

for (const [language, letters] of byLanguage) {
  for (const { name, html } of letters) {
    test(`${language} ${name}`, async ({ page }) => {
      await expectReadable(page, html, `${language} ${name}`);
    });
  }
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [600, 360]) {
      test(`${language} in ${colorScheme} at ${width} px`, async ({ page }) => {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width: ACROSS * (width + 16) + 16, height: 800 });
        await page.setContent(sheet(letters, width));
        await page.screenshot({ path: join(folder, `${language}-${colorScheme}-${width}.png`), fullPage: true });
      });
    }
  }
}
