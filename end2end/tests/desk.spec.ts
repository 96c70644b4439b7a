// A centre's front desk: an administrator assigns someone to a desk; there they see who comes, register a walk-in, check in, move
// an appointment, and never learn why anyone comes.

import { randomUUID } from 'node:crypto';

import { expectAccessible } from './support/axe.ts';
import { demo, own, PASSWORD } from './support/clinic.ts';
import { expect, fillSignIn, hydrated, hydrates, settled, signIn, test, visit, type Page } from './support/fixtures.ts';
import {
  arriveAs,
  arriveAsNewPatient,
  ask,
  book,
  call,
  choosePractitioner,
  expectProblem,
  freeNextWeek,
  somebody,
  type Slot,
} from './support/journeys.ts';

// The browser logs error responses to scripts.
test.use({ tolerated: [/status of 422/] });

interface Day {
  day: { date: string; now: string } | null;
}

/** An appointment of the day. */
const entry = (page: Page, name: string) =>
  page.getByRole('article').filter({ has: page.getByRole('link', { name, exact: true }) });

const said = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text });

/** Ten minutes from now by the clock of a centre, where that is still today. */
function soon(now: string): string | undefined {
  const [hours = 0, minutes = 0] = now.split(':').map(Number);
  const at = Math.ceil((hours * 60 + minutes + 10) / 5) * 5;
  if (at >= 23 * 60) return undefined;
  return `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`;
}

/** Someone new, whose name has no digits: with some it could be a patient's number. */
const newcomer = () =>
  somebody().name.replace('Robin', 'Wanda').replace(/\d/g, (digit) => 'ghijklmnop'.charAt(Number(digit)));

/** Has someone expected at this time of today, or there already; answers with their name. */
async function expectSomebody(page: Page, { practitioner, centre }: Slot, date: string, time: string, arrived = false) {
  const name = newcomer();
  const form = (fields: Record<string, string>) =>
    Object.fromEntries(Object.entries(fields).map(([field, value]) => [`form[${field}]`, value]));
  const born = { birth_day: '29', birth_month: '2', birth_year: '1980' };
  const added = await call(page, 'add_patient', {
    ...form({ name, ...born, phone: '0400 123 456' }),
    'errand[centre]': String(centre),
  });
  await call(
    page,
    'staff_book',
    form({
      practitioner: String(practitioner),
      patient: new URL(added, 'http://clinic.example').searchParams.get('patient') ?? '',
      centre: String(centre),
      date,
      other_time: time,
      override_reason: 'A full morning',
      arrived: String(arrived),
      intent: randomUUID(),
    }),
  );
  return name;
}

const isPhone = () => test.info().project.name === 'phone';

test("a front desk's morning: who comes, a move, walk-ins and arrivals", { tag: '@phone' }, async ({ page, elsewhere }) => {
  test.slow();
  const practitioner = own('desk');
  const patient = await arriveAsNewPatient(elsewhere);
  const [slot, later] = await freeNextWeek(elsewhere, practitioner);
  if (!slot || !later) throw new Error(`${practitioner.name} has no two free times next week`);
  await book(elsewhere, slot, 'Sore shoulder');
  const receptionist = await arriveAsNewPatient(page);

  await test.step('an administrator gives someone the desk', async () => {
    await arriveAs(elsewhere, demo.administrator);
    await visit(elsewhere, `/admin/users?q=${receptionist.email}`);
    await elsewhere.getByRole('link', { name: receptionist.name }).click();
    await expect(elsewhere.getByRole('heading', { name: receptionist.name, level: 1 })).toBeVisible();
    await hydrated(elsewhere);
    await elsewhere.getByRole('checkbox', { name: /^Receptionist/ }).check();
    await elsewhere.getByRole('button', { name: 'Save roles' }).click();
    await expectProblem(elsewhere, 'Choose at least one centre');
    await hydrated(elsewhere);
    await expect(elsewhere.getByRole('checkbox', { name: /^Receptionist/ })).toBeChecked();
    // On which day of the week this runs decides at which centre the free times are.
    for (const centre of [practitioner.centre, practitioner.other].filter(Boolean)) {
      await elsewhere.getByRole('checkbox', { name: centre, exact: true }).check();
    }
    await elsewhere.getByRole('button', { name: 'Save roles' }).click();
    await expect(said(elsewhere, 'Roles saved.')).toBeVisible();
  });

  await test.step('they were signed out, and sign in to the desk', async () => {
    await visit(page, '/sign-in');
    await fillSignIn(page, receptionist.email, receptionist.password);
    await expect(page.getByRole('heading', { name: 'Front desk', level: 1 })).toBeVisible();
    await hydrated(page);
  });

  await test.step('who comes, and not why', async () => {
    await visit(page, `/desk?centre=${slot.centre}&date=${slot.day}`);
    // On a phone the day is one list.
    if (!isPhone()) await expect(page.getByRole('columnheader', { name: practitioner.name })).toBeVisible();
    await expect(entry(page, patient.name)).toContainText(slot.time);
    await expect(entry(page, patient.name)).toContainText('0491 570 156');
    await expect(page.getByRole('main')).not.toContainText('Sore shoulder');
    await expectAccessible(page);
    await page.getByRole('link', { name: patient.name, exact: true }).click();
    await expect(page.getByRole('heading', { name: `${patient.name} with ${practitioner.name}`, level: 1 })).toBeVisible();
    await expect(page.getByRole('main')).not.toContainText('Sore shoulder');
    await hydrated(page);
  });

  await test.step('a move', async () => {
    const id = new URL(page.url()).pathname.split('/').pop();
    await visit(page, `/book/${slot.practitioner}?centre=${slot.centre}&slot=${later.start}&moving=${id}`);
    await page.getByRole('button', { name: `Move to ${later.time}` }).click();
    await expect(said(page, 'Appointment moved.')).toBeVisible();
    await visit(page, `/desk?centre=${slot.centre}&date=${later.day}`);
    await expect(entry(page, patient.name)).toContainText(later.time);
    if (!hydrates() || isPhone()) return;
    // Dropped on a free time, it is reviewed first; nothing moves by itself.
    const free = page.locator(`td[data-label="${practitioner.name}"] .desk-free`).last();
    // Also when it is dragged by a link.
    for (const link of await entry(page, patient.name).getByRole('link').all()) {
      await expect(link).toHaveAttribute('draggable', 'false');
    }
    // Changes to the day redraw it, and cancel the dragging.
    await expect(async () => {
      const dataTransfer = await page.evaluateHandle(() => new DataTransfer());
      await entry(page, patient.name).dispatchEvent('dragstart', { dataTransfer });
      await free.dispatchEvent('dragover', { dataTransfer });
      await free.dispatchEvent('drop', { dataTransfer });
      await expect(page).toHaveURL(new RegExp(`/book/${slot.practitioner}\\?.*moving=${id}&slot=\\d+`), { timeout: 2_000 });
    }).toPass({ timeout: 15_000 });
    await expect(page.getByRole('link', { name: 'Keep current time' })).toBeVisible();
    await hydrated(page);
  });

  await test.step('a walk-in who is new, booked and checked in', async () => {
    const { day } = await ask<Day>(page, 'desk', { centre: String(slot.centre), date: '' });
    const time = soon(day?.now ?? '23:59');
    test.skip(!time, 'the day of this centre is over');
    const name = newcomer();
    await visit(page, `/desk?centre=${slot.centre}`);
    await page.getByLabel('Look up a patient').fill(name);
    await page.getByRole('button', { name: 'Look up and book' }).click();
    await expectProblem(page, 'No patient matches this name');
    await hydrated(page);
    await expectAccessible(page);
    await expect(page.getByLabel('Full name')).toHaveValue(name);
    await page.getByLabel('Day', { exact: true }).last().fill('29');
    await page.getByLabel('Month').fill('2');
    await page.getByLabel('Year').fill('1980');
    await page.getByRole('button', { name: 'Add patient' }).click();
    await expectProblem(page, 'Enter a phone number');
    await hydrated(page);
    await page.getByLabel('Day', { exact: true }).last().fill('29');
    await page.getByLabel('Month').fill('2');
    await page.getByLabel('Year').fill('1980');
    await page.getByLabel('Phone').fill('0400 123 456');
    await page.getByRole('button', { name: 'Add patient' }).click();
    await expect(page.getByRole('heading', { name: new RegExp(`^${name} \\(`) })).toBeVisible();
    await hydrated(page);
    await choosePractitioner(page, 'Practitioner', practitioner.name);
    const shown = hydrates() ? page.waitForResponse(/\/api\/staff_week/) : undefined;
    await page.getByRole('button', { name: 'Show free times' }).click();
    await shown;
    await expect(page.getByRole('heading', { name: `Book for a patient with ${practitioner.name}`, level: 1 })).toBeVisible();
    await settled(page);
    await page.getByText('Double-book, or book outside hours').click();
    await page.getByLabel('Time on this day').fill(time ?? '');
    await page.getByLabel("Why you're overriding the rules").fill('Walked in');
    await page.getByLabel("They're here now: check them in").check();
    await page.getByRole('button', { name: 'Book for this patient' }).click();
    await expect(said(page, 'Booked and checked in.')).toBeVisible();
    const waiting = page.getByRole('region', { name: 'Waiting' });
    await expect(waiting).toContainText(name);
    await expect(waiting).toContainText(practitioner.name);
    await expect(entry(page, name).first()).toContainText('0400 123 456');
    await expectAccessible(page);
  });

  await test.step('ten arrivals and another walk-in, which the other window shows as well', async () => {
    const { day } = await ask<Day>(page, 'desk', { centre: String(slot.centre), date: '' });
    const time = soon(day?.now ?? '23:59');
    test.skip(!day || !time, 'the day of this centre is over');
    if (!day || !time) return;
    const expected: string[] = [];
    for (let nth = 0; nth < 10; nth++) expected.push(await expectSomebody(page, slot, day.date, time));
    await arriveAs(elsewhere, receptionist.email, receptionist.password);
    await visit(elsewhere, `/desk?centre=${slot.centre}`);
    await visit(page, `/desk?centre=${slot.centre}`);
    const [here, there] = [page, elsewhere].map((window) => window.getByRole('region', { name: 'Waiting' }));
    if (!here || !there) throw new Error('there are two windows');
    for (const name of expected) {
      await page.getByRole('button', { name: `Check in ${name}'s appointment` }).click();
      await expect(here).toContainText(name);
      if (hydrates()) {
        await expect(there).toContainText(name);
        await expect(entry(page, name).locator(':focus')).toHaveCount(1);
      }
      await hydrated(page);
    }
    const walkIn = await expectSomebody(elsewhere, slot, day.date, time, true);
    if (!hydrates()) await visit(page, `/desk?centre=${slot.centre}`);
    for (const name of [...expected, walkIn]) await expect(here).toContainText(name);
  });
});

test('the page of a desk ends with its content', { tag: '@hydrated-only' }, async ({ page }) => {
  await arriveAs(page, demo.receptionist);
  await visit(page, '/desk');

  const beyond = await page.evaluate(() => {
    const end = (document.querySelector('footer')?.getBoundingClientRect().bottom ?? 0) + window.scrollY;
    return document.documentElement.scrollHeight - Math.max(end, window.innerHeight);
  });

  expect(beyond).toBeLessThanOrEqual(1);
});

test('the keyboard walks the day of a desk', { tag: '@hydrated-only' }, async ({ page }) => {
  await signIn(page, demo.receptionist, PASSWORD);
  await expect(page.getByRole('heading', { name: 'Front desk', level: 1 })).toBeVisible();

  await page.keyboard.press('/');
  await expect(page.getByLabel('Look up a patient')).toBeFocused();
  await page.keyboard.type('jk');
  await expect(page.getByLabel('Look up a patient')).toHaveValue('jk');
  await page.getByRole('heading', { name: 'Front desk', level: 1 }).click();
  await page.keyboard.press('n');
  await expect(page).toHaveURL(/date=/);
});
