// From a stranger's first look to an appointment that both of its parties see.

import { own, PASSWORD } from './support/clinic.ts';
import { expect, fillSignIn, hydrated, test, visit } from './support/fixtures.ts';
import {
  arriveRegistered,
  confirmBooking,
  expectUnread,
  fillRegistration,
  freeNextWeek,
  somebody,
} from './support/journeys.ts';

test('a stranger finds somebody, registers on the way and books, and both see the appointment', { tag: ['@storage', '@phone', '@firefox'] }, async ({
  page,
  elsewhere,
}) => {
  const practitioner = own('journey');
  const patient = somebody();

  await test.step('search, with free times on the result', async () => {
    await visit(page, '/');
    await page.getByLabel('Who or what').fill('physio');
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await expect(page.getByRole('heading', { name: /results for “physio”/ })).toBeVisible();
    await hydrated(page);
    const card = page.getByRole('article', { name: practitioner.name });
    await expect(card).toContainText('Physiotherapist');
    await expect(card).toContainText('Next free');
    await expect(card.getByRole('link', { name: new RegExp(`^Book .+ with ${practitioner.name}$`) })).not.toHaveCount(0);
    await card.getByRole('link', { name: practitioner.name, exact: true }).click();
  });

  await test.step('look at the profile, then at the centre', async () => {
    await expect(page.getByRole('heading', { name: practitioner.name, level: 1 })).toBeVisible();
    await expect(page.getByRole('row', { name: /^Tuesday/ })).toBeVisible();
    await hydrated(page);
    await page.getByRole('link', { name: practitioner.centre, exact: true }).click();
    await expect(page.getByRole('heading', { name: practitioner.centre, level: 1 })).toBeVisible();
    await hydrated(page);
    await page.getByRole('link', { name: `Book here with ${practitioner.name}` }).click();
  });

  const when = await test.step('choose a time of next week', async () => {
    await expect(page.getByRole('heading', { name: 'Choose a time', level: 1 })).toBeVisible();
    await hydrated(page);
    const thisWeek = (await page.getByRole('heading', { level: 2, name: / 20\d\d$/ }).textContent()) ?? '';
    await page.getByRole('link', { name: 'Next week' }).click();
    await expect(page.getByRole('heading', { level: 2, name: thisWeek })).toHaveCount(0);
    await hydrated(page);
    const time = page.getByRole('radio').last();
    await time.check();
    const name = (await time.getAttribute('aria-label')) ?? '';
    await page.getByRole('button', { name: 'Continue' }).click();
    const [, day = '', starts = ''] = /^(.+), (\d\d:\d\d)/.exec(name) ?? [];
    return `${day}, ${starts}`;
  });

  await test.step('register on the way', async () => {
    await expect(page.getByRole('heading', { name: 'Check your booking' })).toBeVisible();
    await expect(page.getByText(when)).toBeVisible();
    await hydrated(page);
    await page.getByRole('main').getByRole('button', { name: 'Create account' }).click();
    await expect(page.getByRole('heading', { name: 'Create your account' })).toBeVisible();
    await hydrated(page);
    await fillRegistration(page, patient);
    await page.getByRole('button', { name: 'Create account' }).click();
    await arriveRegistered(page, patient);
  });

  await test.step('come back to the chosen time, and book it', async () => {
    await expect(page.getByRole('heading', { name: 'Check your booking' })).toBeVisible();
    await expect(page.getByText(when)).toBeVisible();
    await hydrated(page);
    await confirmBooking(page, 'Knee after netball');
    await expect(page.getByText(when)).not.toHaveCount(0);
    await expect(page.getByText(`${practitioner.name} is expecting you at ${practitioner.centre}.`)).toBeVisible();
    await expect(page.getByRole('link', { name: /^Directions to/ })).toHaveAttribute('href', /openstreetmap\.org/);
    await expect(page.getByRole('region', { name: 'What happens next' })).toContainText('under the bell');
  });

  await test.step('take it home in a calendar', async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Add to calendar' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^appointment-\d+\.ics$/);
    const chunks = await (await download.createReadStream()).toArray();
    const file = Buffer.concat(chunks).toString();
    expect(file).toContain('BEGIN:VCALENDAR');
    expect(file).toMatch(new RegExp(`SUMMARY:(Appointment|Consultation) with ${practitioner.name}`));
    expect(file).not.toContain('netball');
  });

  await test.step('find it among the own appointments', async () => {
    await visit(page, '/patient');
    await expect(page.getByRole('heading', { name: when })).toBeVisible();
    await expect(page.getByText(practitioner.name)).toBeVisible();
    await expectUnread(page, 1);
  });

  await test.step('the practitioner sees who comes, and why', async () => {
    await visit(elsewhere, '/sign-in');
    await fillSignIn(elsewhere, practitioner.email, PASSWORD);
    await expect(elsewhere.getByRole('heading', { name: 'Your day' })).toBeVisible();
    await expectUnread(elsewhere, 1);
    await visit(elsewhere, '/notices');
    await expect(elsewhere.getByText(`${patient.name} is seeing you on ${when}.`)).toBeVisible();
    await elsewhere.getByRole('button', { name: 'Mark all as read' }).click();
    await expectUnread(elsewhere, 0);
    await elsewhere.getByRole('link', { name: 'New appointment' }).click();
    await expect(elsewhere.getByRole('heading', { name: `Appointment with ${patient.name}` })).toBeVisible();
    await expect(elsewhere.getByText('Knee after netball')).toBeVisible();
  });

  await test.step('it stands in their week', async () => {
    const [date = ''] = /\d+ \S+ 20\d\d/.exec(when) ?? [];
    const from = new Date(`${date} UTC`).toISOString().slice(0, 10);
    await visit(elsewhere, `/practitioner?view=week&from=${from}`);
    const visitor = elsewhere.getByRole('link', { name: patient.name, exact: true });
    await expect(visitor).toBeVisible();
    await elsewhere.getByRole('heading', { name: date, level: 3 }).getByRole('link').click();
    await expect(elsewhere.getByRole('heading', { name: 'Your day' })).toBeVisible();
    await expect(elsewhere.getByText('Knee after netball')).not.toHaveCount(0);
  });
});

test('a date is gone to without turning weeks', async ({ page }) => {
  const slot = (await freeNextWeek(page, own('journey'))).at(-1);
  if (!slot) throw new Error('no free times next week');
  await visit(page, `/book/${slot.practitioner}?centre=${slot.centre}`);

  await page.getByLabel('Go to a date').fill(slot.day);
  await page.getByRole('button', { name: 'Show times' }).click();

  await expect(page).toHaveURL(new RegExp(`[?&]day=${slot.day}`));
  await expect(page.getByRole('radio', { name: new RegExp(`^${slot.long_date}, .*free$`) }).first()).toBeAttached();
});
