// Every page of src/app.rs is sound (support/sound.ts): those that have an address of their own here, and the others where a journey
// leads to them.

import { readFileSync } from 'node:fs';

import { demo, own } from './support/clinic.ts';
import { expect, test, visit } from './support/fixtures.ts';
import { arriveAs, arriveAsNewPatient, book, freeTime, pickerOf, reviewOf } from './support/journeys.ts';
import { expectSound } from './support/sound.ts';

interface Address {
  path: string;
  as?: string;
  /** A plain document that refuses: nothing takes it over. */
  refuses?: boolean;
}

const addresses: Address[] = [
  { path: '/' },
  { path: '/search?q=physio' },
  { path: '/search?q=nobodyatall' },
  { path: '/search?sort=earliest&suburb=Randwick' },
  { path: '/centres/1' },
  { path: '/practitioners/1' },
  { path: '/practitioners/27' },
  { path: '/book/1' },
  { path: '/book/27' },
  { path: '/book/9?service=5' },
  { path: '/book/1/why' },
  { path: '/about' },
  { path: '/faq' },
  { path: '/privacy' },
  { path: '/accessibility' },
  { path: '/tools' },
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
  { path: '/sign-in' },
  { path: '/sign-in/code' },
  { path: '/reset-password' },
  { path: '/reset-password?with=code' },
  { path: '/reset-password?token=x' },
  { path: '/verify?token=x' },
  { path: '/unsubscribe?token=x' },
  { path: '/visits?token=x' },
  { path: '/no-such-page' },
  { path: '/patient', refuses: true },
  { path: '/patient', as: demo.patient },
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
  { path: '/record', as: demo.patient },
  { path: '/record/readers', as: demo.patient },
  { path: '/record/about', as: demo.patient },
  { path: '/record/sharing', as: demo.patient },
  { path: '/record/why?practitioner=1', as: demo.patient },
  { path: '/documents', as: demo.patient },
  { path: '/waitlist', as: demo.patient },
  { path: '/waitlist/join?practitioner=1', as: demo.patient },
  { path: '/referrals', as: demo.patient },
  { path: '/account/calendar', as: demo.patient },
  { path: '/practitioner/patients', as: demo.practitioner },
  { path: '/practitioner/waitlist', as: demo.practitioner },
  { path: '/practitioner/referrals', as: demo.practitioner },
  { path: '/staff/emergency', as: demo.practitioner },
  { path: '/practitioner', as: demo.practitioner },
  { path: '/practitioner?view=week', as: demo.practitioner },
  { path: '/practitioner/appointments', as: demo.practitioner },
  { path: '/practitioner/hours', as: demo.practitioner },
  { path: '/practitioner/profile', as: demo.practitioner },
  { path: '/practitioner/messages', as: demo.practitioner },
  { path: '/practitioner/closures', as: demo.practitioner },
  { path: '/desk', as: demo.receptionist },
  { path: '/staff/book', as: demo.receptionist },
  { path: '/admin', as: demo.manager },
  { path: '/admin/settings', as: demo.manager },
  { path: '/admin/audit', as: demo.auditor },
  { path: '/admin/audit/1', as: demo.auditor },
  { path: '/admin', as: demo.patient, refuses: true },
  { path: '/admin', as: demo.administrator },
  { path: '/admin/mail', as: demo.administrator },
  { path: '/admin/letters', as: demo.administrator },
  { path: '/admin/webhooks', as: demo.administrator },
  { path: '/admin/apps', as: demo.administrator },
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
  { path: '/admin/settings', as: demo.administrator },
  { path: '/admin/content', as: demo.administrator },
  { path: '/admin/content/faq', as: demo.administrator },
  { path: '/admin/status', as: demo.administrator },
  { path: '/admin/appointments', as: demo.administrator },
  { path: '/admin/appointments?when=all&status=cancelled', as: demo.administrator },
  { path: '/admin/appointments/1', as: demo.administrator },
  { path: '/admin/book-several?account=100&account=1', as: demo.administrator },
  { path: '/admin/call-off', as: demo.administrator },
  { path: '/admin/call-off?appointment=1&appointment=2', as: demo.administrator },
  { path: '/admin/move-day?practitioner=1', as: demo.administrator },
  { path: '/admin/referrals', as: demo.administrator },
  { path: '/admin/waitlist', as: demo.administrator },
  { path: '/admin/waitlist/1', as: demo.administrator },
  { path: '/week', as: demo.administrator },
  { path: '/week', as: demo.receptionist },
  { path: '/admin/bulk', as: demo.administrator },
  { path: '/admin/bulk?deed=assign&account=100&account=1', as: demo.administrator },
  { path: '/inbox', as: demo.administrator },
  { path: '/inbox', as: demo.receptionist },
  { path: '/inbox/1', as: demo.receptionist },
  { path: '/admin/access', as: demo.administrator },
  { path: '/admin/emergencies', as: demo.administrator },
  { path: '/admin/reviews', as: demo.administrator },
  { path: '/admin/figures', as: demo.administrator },
  { path: '/practitioner/figures', as: demo.practitioner },
  { path: '/admin/practitioners', as: demo.administrator },
  { path: '/admin/practitioners/new', as: demo.administrator },
  { path: '/admin/practitioners/1', as: demo.administrator },
  { path: '/admin/import', as: demo.administrator },
  { path: '/admin/merge', as: demo.administrator },
  { path: '/admin/centres', as: demo.administrator },
  { path: '/admin/centres/new', as: demo.administrator },
  { path: '/admin/centres/1', as: demo.administrator },
  { path: '/admin/services', as: demo.administrator },
  { path: '/admin/services/new', as: demo.administrator },
  { path: '/admin/services/5', as: demo.administrator },
  { path: '/admin/services/5/practitioners', as: demo.administrator },
  { path: '/admin/professions', as: demo.administrator },
  { path: '/admin/rooms', as: demo.administrator },
];

/** The pages whose keys only a journey knows, and which one it is. */
const elsewhere: Record<string, string> = {
  '/appointments/:id': 'pages',
  '/appointments/:id/cancel': 'pages',
  '/appointments/:id/consultation': 'consultation',
  '/appointments/:id/documents': 'documents',
  '/appointments/:id/refer': 'referral',
  '/documents/:id': 'documents',
  '/entries/:id': 'consultation',
  '/prescriptions/:id': 'consultation',
  '/patients/:id/record': 'record',
  '/practitioner/closures/affected': 'closures',
  '/practitioner/hours/affected': 'closures',
  '/admin/closures/affected': 'closures',
  '/admin/apps/:id': 'apps',
  '/admin/webhooks/:id': 'connecting',
  '/admin/applications/:id': 'join',
  '/admin/appointments/:id/cancel': 'visits',
  '/admin/bulk/:id': 'together',
  '/admin/referrals/:id': 'referral',
  '/admin/reviews/:id': 'lists',
  '/referrals/:id': 'referral',
  '/rate/:kind/:id': 'rating',
};

test('no page is left out', { tag: '@hydrated-only' }, () => {
  const routes = [...source('../../src/app.rs').matchAll(/path!\("([^"]+)"\)/g)].map(([, route = '']) => route);
  const isAt = (route: string, path: string) =>
    new RegExp(`^${route.replace(/:\w+/g, '[^/]+')}$`).test(path.replace(/\?.*/, ''));
  const missing = routes.filter((route) => !addresses.some(({ path }) => isAt(route, path)) && !elsewhere[route]);
  expect(routes.length).toBeGreaterThan(100);
  expect(missing).toEqual([]);

  const journeys = [...new Set(Object.values(elsewhere))];
  expect(journeys.filter((journey) => !source(`./${journey}.spec.ts`).includes('expectSound('))).toEqual([]);
});

/** A file of this project. */
function source(path: string) {
  return readFileSync(new URL(path, import.meta.url), 'utf8');
}

for (const { path, as, refuses } of addresses) {
  test(`${path} ${as ? `as ${as}` : 'as a stranger'}`, { tag: '@hydrated-only' }, async ({ page }) => {
    if (as) await arriveAs(page, as);

    await (refuses ? page.goto(path) : visit(page, path));

    await expectSound(page);
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
