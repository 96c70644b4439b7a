// Reading in another language than English, in a clinic that offers several: by the browser's preference, and by choice.

import { expectAccessible } from './support/axe.ts';
import { approval, demo, type Practitioner } from './support/clinic.ts';
import { expect, hydrated, test, visit } from './support/fixtures.ts';
import { arriveAs, arriveAsNewPatient, freeTime, reviewOf } from './support/journeys.ts';
import { expectSound } from './support/sound.ts';

test.skip(!approval.url, 'no other clinic offers several languages: CONSULTA_E2E_APPROVAL_URL');
test.use({ baseURL: approval.url });

/** The one practitioner there whom the other tests leave alone. */
const practitioner: Practitioner = { id: 1, name: '', centre: '', other: '', email: '' };

test.describe('a browser that asks for German', () => {
  test.use({ locale: 'de-DE' });

  test('a patient books in German without JavaScript', { tag: '@no-js-only' }, async ({ page }) => {
    await visit(page, '/');
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    await expect(page.getByRole('heading', { name: 'Termin finden, buchen, fertig.' })).toBeVisible();

    // People who register keep the language they did it in; a request without one is in English.
    await arriveAsNewPatient(page);
    await visit(page, '/patient');
    await page.getByRole('contentinfo').getByRole('button', { name: 'Deutsch' }).click();
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    const slot = await freeTime(page, practitioner);
    await visit(page, reviewOf(slot));
    await expect(page.getByRole('heading', { name: 'Buchung prüfen' })).toBeVisible();
    await expect(page.getByText(/^(Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag), \d+\. /).first()).toBeVisible();
    await page.getByLabel('Grund des Besuchs').fill('Knieschmerzen');
    await page.getByRole('button', { name: /anfragen$/ }).click();
    await expect(page).toHaveURL(/\/appointments\/\d+/);

    // What is wrong with a field is said in German too.
    await visit(page, '/record/about');
    await page.getByRole('button', { name: 'Hinzufügen', exact: true }).click();
    await expect(page.getByText('Geben Sie an, wie es heißt').first()).toBeVisible();

    await visit(page, '/patient');
    await expect(page.getByText('Ihr nächster Termin')).toBeVisible();
    await expect(page.getByText('Wartet auf Bestätigung').first()).toBeVisible();

    await visit(page, '/notices');
    await expect(page.getByRole('heading', { name: 'Ihre Anfrage ist abgeschickt' })).toBeVisible();
  });
});

test('whoever chooses Arabic reads from right to left, and the page lives on', { tag: ['@hydrated-only', '@phone'] }, async ({
  page,
}) => {
  await visit(page, '/search');
  await page.getByRole('contentinfo').getByRole('button', { name: 'العربية' }).click();
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  await hydrated(page);
  await expect(page).toHaveURL(/\/search$/);
  await expectAccessible(page);

  // The browser's own texts are Arabic too: counts have its plural forms.
  await page.getByLabel('من أو ماذا').fill('physio');
  await expect(page.getByRole('heading', { level: 2, name: /(نتيج|نتائج).*physio/ })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);

  // A page of another part loads its texts when it is first opened.
  await page.getByRole('contentinfo').getByRole('link', { name: 'أسئلة شائعة', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'أسئلة وأجوبة', level: 1 })).toBeVisible();
  await page.getByText('نسيت كلمة المرور.').click();
  await expect(page.getByText('تجد هناك كيف تحصل على كلمة جديدة.')).toBeVisible();

  await visit(page, '/sign-in');
  await expect(page.getByRole('heading', { name: 'تسجيل الدخول' })).toBeVisible();
  await page.getByRole('contentinfo').getByRole('button', { name: 'English' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await hydrated(page);
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});

test.describe('a browser that asks for Arabic', () => {
  test.use({ locale: 'ar' });

  test('a phone number is read in its own order', { tag: '@hydrated-only' }, async ({ page }) => {
    await arriveAs(page, demo.administrator);

    await visit(page, '/admin/centres');

    await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
    await expect(page.getByRole('cell').locator('bdi', { hasText: /\d{4}/ }).first()).toHaveCSS('direction', 'ltr');
  });

  const pages = [
    ['/'],
    ['/search?q=physio'],
    ['/practitioners/2'],
    ['/book/2'],
    ['/tools'],
    ['/register'],
    ['/patient', demo.patient],
    ['/record', demo.patient],
    ['/messages', demo.patient],
    ['/practitioner', demo.practitioner],
    ['/practitioner/hours', demo.practitioner],
    ['/desk', demo.receptionist],
    ['/admin', demo.administrator],
    ['/admin/appointments', demo.administrator],
    ['/admin/settings', demo.administrator],
  ] as const;

  for (const [path, as] of pages) {
    test(`${path} is sound from right to left`, { tag: '@hydrated-only' }, async ({ page }) => {
      if (as) await arriveAs(page, as);

      await visit(page, path);

      await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
      await expectSound(page);
    });
  }
});
