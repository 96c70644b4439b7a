// Every page of src/app.rs: one heading, accessible by every rule of axe on a desktop and a phone, nothing wider than a small
// phone, even where every text is longer, and nothing that moves during hydration.

import { demo, own } from './support/clinic.ts';
import { expectAccessible } from './support/axe.ts';
import { expect, test, visit, type Page } from './support/fixtures.ts';
import { arriveAs, arriveAsNewPatient, book, freeTime, pickerOf, reviewOf } from './support/journeys.ts';

interface Address {
  path: string;
  as?: string;
  /** Looked at in the dark too. */
  dark?: boolean;
  /** A plain document that refuses: nothing takes it over. */
  refuses?: boolean;
}

const addresses: Address[] = [
  { path: '/', dark: true },
  { path: '/search?q=physio', dark: true },
  { path: '/search?q=nobodyatall' },
  { path: '/search?sort=earliest&suburb=Randwick' },
  { path: '/centres/1' },
  { path: '/practitioners/1', dark: true },
  { path: '/practitioners/27' },
  { path: '/book/1', dark: true },
  { path: '/book/27' },
  { path: '/book/9?service=5', dark: true },
  { path: '/about' },
  { path: '/faq' },
  { path: '/privacy' },
  { path: '/accessibility' },
  { path: '/tools', dark: true },
  { path: '/tools?tool=bmi&height=17&weight=' },
  { path: '/search?colour=red&gender=female&language=Greek' },
  { path: '/contact' },
  { path: '/contact?sent=1' },
  { path: '/register' },
  { path: '/join' },
  { path: '/join/nobody' },
  { path: '/invited/nobody' },
  { path: '/apps/allow/nobody' },
  { path: '/account/close', as: demo.patient },
  { path: '/account/export', as: demo.patient },
  { path: '/sign-in', dark: true },
  { path: '/sign-in/code' },
  { path: '/reset-password' },
  { path: '/reset-password?with=code' },
  { path: '/reset-password?token=x' },
  { path: '/verify?token=x' },
  { path: '/unsubscribe?token=x' },
  { path: '/visits?token=x' },
  { path: '/no-such-page' },
  { path: '/patient', refuses: true },
  { path: '/patient', as: demo.patient, dark: true },
  { path: '/account', as: demo.patient },
  { path: '/shared', as: demo.patient },
  { path: '/account/password', as: demo.patient },
  { path: '/account/devices', as: demo.patient },
  { path: '/account/tokens', as: demo.patient },
  { path: '/account/details', as: demo.practitioner },
  { path: '/account/security', as: demo.patient },
  { path: '/account/notifications', as: demo.patient },
  { path: '/notices', as: demo.practitioner },
  { path: '/messages', as: demo.practitioner },
  { path: '/messages?q=nothing', as: demo.patient },
  { path: '/messages/1', as: demo.patient },
  { path: '/record', as: demo.patient, dark: true },
  { path: '/record/readers', as: demo.patient },
  { path: '/documents', as: demo.patient },
  { path: '/waitlist', as: demo.patient },
  { path: '/referrals', as: demo.patient },
  { path: '/account/calendar', as: demo.patient },
  { path: '/practitioner/patients', as: demo.practitioner },
  { path: '/practitioner/waitlist', as: demo.practitioner },
  { path: '/practitioner/referrals', as: demo.practitioner },
  { path: '/staff/emergency', as: demo.practitioner },
  { path: '/practitioner', as: demo.practitioner, dark: true },
  { path: '/practitioner?view=week', as: demo.practitioner, dark: true },
  { path: '/practitioner/appointments', as: demo.practitioner, dark: true },
  { path: '/practitioner/hours', as: demo.practitioner },
  { path: '/practitioner/profile', as: demo.practitioner, dark: true },
  { path: '/practitioner/messages', as: demo.practitioner },
  { path: '/practitioner/closures', as: demo.practitioner, dark: true },
  { path: '/desk', as: demo.receptionist, dark: true },
  { path: '/staff/book', as: demo.receptionist },
  { path: '/admin', as: demo.manager },
  { path: '/admin/settings', as: demo.manager },
  { path: '/admin/audit', as: demo.auditor },
  { path: '/admin/audit/1', as: demo.auditor },
  { path: '/admin', as: demo.patient, refuses: true },
  { path: '/admin', as: demo.administrator, dark: true },
  { path: '/admin/mail', as: demo.administrator, dark: true },
  { path: '/admin/letters', as: demo.administrator },
  { path: '/admin/webhooks', as: demo.administrator },
  { path: '/admin/apps', as: demo.administrator, dark: true },
  { path: '/admin/users', as: demo.administrator },
  { path: '/admin/users?sort=-added&col=name&col=added', as: demo.administrator },
  { path: '/admin/applications', as: demo.administrator },
  { path: '/admin/invitations', as: demo.administrator },
  { path: '/admin/users/new', as: demo.administrator },
  { path: '/admin/users/1', as: demo.administrator },
  { path: '/admin/users/100/erase', as: demo.administrator },
  { path: '/admin/users/100/export', as: demo.administrator },
  { path: '/admin/users/46/deactivate', as: demo.administrator },
  { path: '/admin/closures', as: demo.administrator },
  { path: '/admin/settings', as: demo.administrator, dark: true },
  { path: '/admin/content', as: demo.administrator },
  { path: '/admin/content/faq', as: demo.administrator, dark: true },
  { path: '/admin/status', as: demo.administrator, dark: true },
  { path: '/admin/appointments', as: demo.administrator },
  { path: '/admin/appointments?when=all&status=cancelled', as: demo.administrator },
  { path: '/admin/appointments/1', as: demo.administrator },
  { path: '/admin/book-several?account=100&account=1', as: demo.administrator },
  { path: '/admin/call-off', as: demo.administrator },
  { path: '/admin/call-off?appointment=1&appointment=2', as: demo.administrator, dark: true },
  { path: '/admin/move-day?practitioner=1', as: demo.administrator },
  { path: '/admin/referrals', as: demo.administrator },
  { path: '/admin/waitlist', as: demo.administrator },
  { path: '/admin/waitlist/1', as: demo.administrator },
  { path: '/week', as: demo.administrator, dark: true },
  { path: '/week', as: demo.receptionist },
  { path: '/admin/bulk', as: demo.administrator },
  { path: '/admin/bulk?deed=assign&account=100&account=1', as: demo.administrator },
  { path: '/inbox', as: demo.administrator },
  { path: '/inbox', as: demo.receptionist, dark: true },
  { path: '/inbox/1', as: demo.receptionist },
  { path: '/admin/access', as: demo.administrator },
  { path: '/admin/reviews', as: demo.administrator },
  { path: '/admin/figures', as: demo.administrator, dark: true },
  { path: '/practitioner/figures', as: demo.practitioner },
  { path: '/admin/practitioners', as: demo.administrator, dark: true },
  { path: '/admin/practitioners/new', as: demo.administrator },
  { path: '/admin/practitioners/1', as: demo.administrator },
  { path: '/admin/import', as: demo.administrator },
  { path: '/admin/merge', as: demo.administrator },
  { path: '/admin/centres', as: demo.administrator, dark: true },
  { path: '/admin/centres/new', as: demo.administrator },
  { path: '/admin/centres/1', as: demo.administrator },
  { path: '/admin/services', as: demo.administrator },
  { path: '/admin/services/new', as: demo.administrator },
  { path: '/admin/services/5', as: demo.administrator, dark: true },
  { path: '/admin/services/5/practitioners', as: demo.administrator },
  { path: '/admin/professions', as: demo.administrator, dark: true },
  { path: '/admin/rooms', as: demo.administrator, dark: true },
];

/** Writes every text as a language with longer words and more accents would have it. */
const lengthen = (page: Page) =>
  page.evaluate(() => {
    const longer: Record<string, string> = { a: 'åå', e: 'éé', i: 'îî', o: 'öö', u: 'ûû', A: 'ÅÅ', E: 'ÉÉ', I: 'ÎÎ', O: 'ÖÖ', U: 'ÛÛ' };
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = texts.currentNode as Text;
      if (text.parentElement?.closest('script, style, textarea')) continue;
      text.data = text.data.replace(/[aeiou]/gi, (vowel) => longer[vowel] ?? vowel);
    }
  });

/** What every page keeps to. */
async function expectSound(page: Page, dark = false) {
  const atADesk = page.viewportSize();
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
  await expect(page).toHaveTitle(/ - Consulta$/);
  await expectAccessible(page);
  if (dark) {
    await page.emulateMedia({ colorScheme: 'dark' });
    await expectAccessible(page);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await expectAccessible(page);
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth), 'the width at 320 px').toBeLessThanOrEqual(320);
  await page.setViewportSize({ width: 390, height: 844 });
  await lengthen(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth), 'the width of longer words').toBeLessThanOrEqual(390);
  if (atADesk) await page.setViewportSize(atADesk);
}

for (const { path, as, dark, refuses } of addresses) {
  test(`${path} ${as ? `as ${as}` : 'as a stranger'}`, { tag: '@hydrated-only' }, async ({ page }) => {
    if (as) await arriveAs(page, as);

    await (refuses ? page.goto(path) : visit(page, path));

    await expectSound(page, dark);
  });
}

test('an appointment, from the choice of its time to its end', { tag: '@hydrated-only' }, async ({ page }) => {
  await arriveAsNewPatient(page);
  const slot = await freeTime(page, own('pages'));
  await visit(page, pickerOf(slot));
  await expectSound(page);
  await visit(page, reviewOf(slot));
  await expectSound(page);
  const address = await book(page, slot, 'A reason that is rather long, so that it has to be broken somewhere');
  for (const path of [`${address}?booked=1`, '/patient', '/notices', `${address}/cancel`, address]) {
    await visit(page, path);
    await expectSound(page);
  }
});
