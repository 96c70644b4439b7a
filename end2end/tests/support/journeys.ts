// Steps that several journeys share. Whatever a test is not about is arranged by calling the server functions, as the pages do;
// what it is about is done by hand.

import { randomUUID } from 'node:crypto';

import { PASSWORD, type Practitioner } from './clinic.ts';
import { expect, hydrated, hydrates, visit, type Page } from './fixtures.ts';

/** A picture of one red point. */
export const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC',
  'base64',
);

/** Chooses a practitioner in a field that looks for them: in its list, or without JavaScript by its button. */
export async function choosePractitioner(page: Page, label: string, name: string) {
  await page.getByLabel(label, { exact: true }).fill(name);
  if (hydrates()) {
    await page.getByRole('option', { name }).first().click();
  } else {
    await page.getByRole('button', { name: new RegExp(`^Search ?: ${label}$`) }).click();
    await page.getByRole('radio', { name }).first().check();
  }
  await expect(page.getByRole('radio', { name }).first()).toBeChecked();
}

export interface Person {
  name: string;
  email: string;
  password: string;
}

/** A free time, as the server tells it. */
export interface Time {
  /** UTC seconds. */
  start: number;
  /** `2026-11-24` */
  day: string;
  /** `Tuesday 24 November 2026` */
  long_date: string;
  /** `09:30` */
  time: string;
  /** `09:30-10:00` */
  span: string;
}

/** A time at a centre. */
export interface Slot extends Time {
  practitioner: number;
  centre: number;
  /** The Monday of its week. */
  week: string;
}

interface Week {
  centre: number;
  week: string;
  next: string | null;
  days: { date: string; slots: Time[] }[];
}

/** What our own pages send along. */
export const asOurPages = { accept: 'application/json', 'sec-fetch-site': 'same-origin' };

/** Where a page sends to that was drawn for whoever is signed in in this browser now. */
export async function addressOf(page: Page, path: string) {
  const viewer = (await (await page.request.get('/api/viewer')).json()) as { account: { id: number } | null };
  return `/as/${viewer.account?.id ?? 'visitor'}${path}`;
}

/** Calls a server function in the name of this browser; it answers with where it would have led. */
export async function call(page: Page, name: string, form: Record<string, string>) {
  const answer = await page.request.post(await addressOf(page, `/api/${name}`), { form, headers: asOurPages });
  expect(answer.ok(), `${name}: ${answer.status()} ${await answer.text()}`).toBeTruthy();
  return answer.headers()['location'] ?? '';
}

/** What a server function that only reads answers to this browser. */
export async function ask<T>(page: Page, name: string, query: Record<string, string>): Promise<T> {
  const answer = await page.request.get(`/api/${name}?${new URLSearchParams(query)}`, { headers: asOurPages });
  expect(answer.ok(), `${name}: ${answer.status()}`).toBeTruthy();
  return (await answer.json()) as T;
}

/** Someone whom no one knows yet. */
export function somebody(): Person {
  const id = randomUUID().slice(0, 8);
  return { name: `Robin ${id}`, email: `robin.${id}@example.org`, password: 'green lamp under stairs' };
}

/** Signs in without the form. */
export async function arriveAs(page: Page, email: string, password = PASSWORD) {
  await call(page, 'sign_in', { identifier: email, password });
}

/** A new patient, signed in in this browser. */
export async function arriveAsNewPatient(page: Page): Promise<Person> {
  const person = somebody();
  const fields = {
    name: person.name,
    email: person.email,
    phone: '0491 570 156',
    birth_day: '27',
    birth_month: '3',
    birth_year: '1985',
    gender: '',
    blood_group: '',
    address: '',
    emergency_name: '',
    emergency_phone: '',
    password: person.password,
    password_again: person.password,
  };
  const form = Object.fromEntries(Object.entries(fields).map(([name, value]) => [`form[${name}]`, value]));
  await call(page, 'register', form);
  await arriveAs(page, person.email, person.password);
  return person;
}

/** The free times of next week, which nothing that happens during a test makes past. */
export async function freeNextWeek(page: Page, { id }: Practitioner): Promise<Slot[]> {
  const weekOf = (week: string) => ask<Week>(page, 'week', { practitioner: String(id), centre: '', week });
  const { next } = await weekOf('');
  const week = await weekOf(next ?? '');
  return week.days.flatMap((day) =>
    day.slots.map((slot) => ({ ...slot, practitioner: id, centre: week.centre, week: week.week })),
  );
}

/** One of the free times of next week, counted from the first. */
export async function freeTime(page: Page, whose: Practitioner, nth = 0, but: Slot[] = []): Promise<Slot> {
  const isOther = (slot: Slot) => but.every(({ start }) => start !== slot.start);
  const slot = (await freeNextWeek(page, whose)).filter(isOther)[nth];
  if (!slot) throw new Error(`${whose.name} has no ${nth + 1} free times next week`);
  return slot;
}

/** Books a time without the pages; answers with the appointment's address. */
export async function book(page: Page, slot: Slot, reason = ''): Promise<string> {
  const led = await call(page, 'book', {
    practitioner: String(slot.practitioner),
    centre: String(slot.centre),
    slot: String(slot.start),
    reason,
    intent: randomUUID(),
  });
  return led.replace(/\?.*/, '');
}

/** The address of the slot picker on a time's day. */
export const pickerOf = (slot: Slot) =>
  `/book/${slot.practitioner}?centre=${slot.centre}&week=${slot.week}&day=${slot.day}`;

/** The address of a time's review. */
export const reviewOf = (slot: Slot) => `/book/${slot.practitioner}?centre=${slot.centre}&slot=${slot.start}`;

/** The time in the slot picker. */
export const radioOf = (page: Page, slot: Slot) =>
  page.getByRole('radio', { name: `${slot.long_date}, ${slot.span}, free` });

/** Has the time of a review held: the page does it by itself, and without our script has a button for it. */
export async function hold(page: Page) {
  if (!hydrates()) await page.getByRole('button', { name: /^Hold it for / }).click();
  await expect(page.getByRole('timer')).toContainText("We're holding this time for you");
}

/** Writes why, books what stands in the review, and waits for the confirmation. */
export async function confirmBooking(page: Page, reason: string) {
  await page.getByLabel('Reason for the visit').fill(reason);
  await page.getByRole('button', { name: /^Book / }).click();
  await expect(page.getByRole('heading', { name: "You're booked", level: 1 })).toBeVisible();
  await hydrated(page);
}

/** Fills in what registration asks for. */
export async function fillRegistration(page: Page, person: Person) {
  await page.getByLabel('Full name').fill(person.name);
  await page.getByLabel('Email', { exact: true }).fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
}

/** Goes on once the registration is sent: a page that is alive signs in, and without JavaScript the password is typed once more. */
export async function arriveRegistered(page: Page, { email, password }: Person) {
  if (!hydrates()) {
    await page.waitForURL((url) => url.pathname === '/sign-in');
    await expect(page.getByLabel('Email', { exact: true })).toHaveValue(email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  }
  await page.waitForURL((url) => !['/register', '/sign-in'].includes(url.pathname));
  await hydrated(page);
}

/** The one problem that a form tells of. */
export async function expectProblem(page: Page, text: string | RegExp) {
  const summary = page.getByRole('alert').filter({ hasText: 'There is a problem' });
  await expect(summary).toContainText(text);
}

/** Notes each document that the page loads from now on: none, as long as the application stays in charge. */
export function documentsLoaded(page: Page): string[] {
  const loaded: string[] = [];
  page.on('request', (request) => {
    const begins = request.isNavigationRequest() && !request.redirectedFrom();
    if (begins && request.frame() === page.mainFrame()) loaded.push(request.url());
  });
  return loaded;
}

/** How many notices the bell says are unread. */
export async function expectUnread(page: Page, count: number) {
  const name = count === 0 ? 'Notices' : `Notices, ${count} unread`;
  await expect(page.getByRole('banner').getByRole('link', { name, exact: true })).toBeVisible();
}

/** Opens a practitioner's profile. */
export const visitProfile = (page: Page, { id }: Practitioner) => visit(page, `/practitioners/${id}`);

/** Goes elsewhere by a link and comes back with the browser's own button. The address follows the page: only then is there a way back. */
export async function awayAndBack(page: Page) {
  await page.getByRole('contentinfo').getByRole('link', { name: 'About' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('About');
  await expect(page).toHaveURL(/\/about$/);
  await page.goBack();
  await hydrated(page);
}
