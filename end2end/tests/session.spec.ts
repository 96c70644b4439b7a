// What happens to a page when its reader signs out, someone else signs in on the same browser, or the session ends: nothing is
// saved for the wrong person or stays readable, and input is kept.

import { PASSWORD, demo, own } from './support/clinic.ts';
import { expect, fillSignIn, hydrated, hydrates, test, visit, type Page } from './support/fixtures.ts';
import { arriveAs, arriveAsNewPatient, book, call, documentsLoaded, expectProblem, freeTime } from './support/journeys.ts';

// The browser logs error responses to scripts.
test.use({ tolerated: [/status of (403|409|422)/] });

const canary = 'Quince Canary Street';

async function signOut(page: Page) {
  await page.getByRole('banner').locator('details.menu > summary').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByText("You've signed out.")).toBeVisible();
}

async function writeAddress(page: Page, address: string) {
  await visit(page, '/record/about');
  await page.getByLabel('Address (optional)').fill(address);
  await page.getByRole('button', { name: 'Save details' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();
}

/** All that a script could read in this document. */
const readable = (page: Page) =>
  page.evaluate(() => {
    const said = [document.documentElement.outerHTML, JSON.stringify({ ...sessionStorage }), JSON.stringify({ ...localStorage })];
    for (const name of Object.getOwnPropertyNames(window)) {
      try {
        said.push(JSON.stringify((window as unknown as Record<string, unknown>)[name]) ?? '');
      } catch {
        // Not every property of a window is data.
      }
    }
    return said.join('\n');
  });

test('nothing of a record is left in the tab after signing out, nor under the next session', async ({ page }) => {
  const person = await arriveAsNewPatient(page);
  await writeAddress(page, canary);
  await visit(page, '/record');
  await expect(page.getByRole('main')).toContainText(canary);
  if (hydrates()) {
    const printed = await page.evaluate(() => [...document.scripts].map((script) => script.textContent).join(''));
    expect(printed, 'what was printed is gone once it is read').not.toContain(canary);
  }

  await signOut(page);
  expect(await readable(page)).not.toContain(canary);
  expect(await readable(page)).not.toContain(person.email);
  await hydrated(page);
  await fillSignIn(page, demo.practitioner, PASSWORD);
  await expect(page.getByRole('heading', { name: 'Your day', level: 1 })).toBeVisible();

  expect(await readable(page)).not.toContain(canary);
});

test('signing in and out each begin a new document', { tag: '@hydrated-only' }, async ({ page }) => {
  await visit(page, '/sign-in');
  const loaded = documentsLoaded(page);

  await fillSignIn(page, demo.patient, PASSWORD);
  await expect(page.getByRole('heading', { name: 'My appointments', level: 1 })).toBeVisible();
  expect(loaded).toHaveLength(1);
  await hydrated(page);
  await signOut(page);

  expect(loaded).toHaveLength(2);
});

test('the other tabs close what they show when somebody signs out', { tag: '@hydrated-only' }, async ({ page, context, watch }) => {
  await arriveAsNewPatient(page);
  await writeAddress(page, canary);
  const other = await context.newPage();
  watch(other);
  await visit(other, '/record');
  await expect(other.getByRole('main')).toContainText(canary);

  await signOut(page);

  await expect(other.getByRole('heading', { name: 'Sign in to see this page' })).toBeVisible();
});

test('a page left open is not saved over the record of who signs in next', async ({ page, context, watch }) => {
  await arriveAsNewPatient(page);
  await visit(page, '/record/about');
  await page.getByLabel('Address (optional)').fill('1 Wrong Street');
  const second = await arriveBeside(page);

  await page.getByRole('button', { name: 'Save details' }).click();

  await expect(page.getByText(`You're now signed in as ${second.name}`).first()).toBeVisible();
  await expect(page.getByText(/Nothing was saved/).first()).toBeVisible();
  const kept = hydrates()
    ? page.getByLabel('Address (optional)').inputValue()
    : page.getByText('1 Wrong Street').first().textContent();
  expect(await kept).toBe('1 Wrong Street');
  const other = await context.newPage();
  watch(other);
  await visit(other, '/record/about');
  await expect(other.getByLabel('Full name')).toHaveValue(second.name);
  await expect(other.getByLabel('Address (optional)')).toHaveValue('');
});

/** Someone else signs in in this browser by a plain form, of which no other page says anything. */
const arriveBeside = (page: Page) => arriveAsNewPatient(page);

test('where somebody else has signed in, the page shows nothing more of the one before', { tag: '@hydrated-only' }, async ({ page }) => {
  const first = await arriveAsNewPatient(page);
  await visit(page, '/record/about');
  const second = await arriveBeside(page);

  await page.getByRole('banner').getByRole('link', { name: 'My appointments' }).click();

  await expect(page.getByRole('banner')).toContainText(second.name);
  await expect(page.getByRole('heading', { name: 'My appointments', level: 1 })).toBeVisible();
  await hydrated(page);
  expect(await readable(page)).not.toContain(first.name);
});

test('a page leaves the record when somebody else signs in beside it by a plain form', { tag: '@hydrated-only' }, async ({ page }) => {
  await arriveAsNewPatient(page);
  await writeAddress(page, canary);
  await visit(page, '/record');
  await expect(page.getByRole('main')).toContainText(canary);

  const second = await arriveBeside(page);

  await expect(page.getByRole('banner')).toContainText(second.name);
  await hydrated(page);
  expect(await readable(page)).not.toContain(canary);
});

test('a page leaves the record whenever its session is ended on another device', { tag: '@hydrated-only' }, async ({ page, elsewhere }) => {
  const person = await arriveAsNewPatient(page);
  await writeAddress(page, canary);
  await visit(page, '/record');
  await expect(page.getByRole('main')).toContainText(canary);
  await arriveAs(elsewhere, person.email, person.password);
  const end = async () => {
    await call(elsewhere, 'sign_out_others', { tokens: 'false' });
    await expect(page.getByRole('heading', { name: 'Sign in to see this page' })).toBeVisible();
    // A plain document, which is not hydrated.
    await expect(page.locator('html[data-hydrated]')).toHaveCount(0);
    expect(await readable(page)).not.toContain(canary);
  };

  await end();
  await arriveAs(page, person.email, person.password);
  await visit(page, '/record');
  await expect(page.getByRole('main')).toContainText(canary);

  await end();
});

test('what is typed in one tab outlives signing out in another', { tag: '@hydrated-only' }, async ({ page, context, watch }) => {
  const person = await arriveAsNewPatient(page);
  await visit(page, '/record');
  const other = await context.newPage();
  watch(other);
  await visit(other, '/record/about');
  await other.getByLabel('Address (optional)').fill('7 Second Tab Road');

  await signOut(page);

  await expect(other.getByText("You've been signed out. What you typed is still here")).toBeVisible();
  await expect(other.getByLabel('Address (optional)')).toHaveValue('7 Second Tab Road');
  await hydrated(page);
  await fillSignIn(page, person.email, person.password);
  await expect(page.getByRole('heading', { name: 'My appointments', level: 1 })).toBeVisible();
  await other.getByRole('button', { name: 'Save details' }).click();
  await expect(other.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();
});

test('what is typed when the session has ended is kept, and saved after signing in again', async ({ page, context, watch }) => {
  const person = await arriveAsNewPatient(page);
  await visit(page, '/record/about');
  await context.clearCookies({ name: 'consulta_session' });

  await page.getByLabel('Address (optional)').fill('5 Kept Lane');
  await page.getByRole('button', { name: 'Save details' }).click();

  await expect(page.getByText(/You've been signed out/).first()).toBeVisible();
  const [tab] = await Promise.all([
    context.waitForEvent('page'),
    page.getByRole('link', { name: 'Sign in in a new tab' }).click(),
  ]);
  watch(tab);
  await hydrated(tab);
  await fillSignIn(tab, person.email, person.password);
  await expect(tab.getByRole('heading', { name: 'My appointments', level: 1 })).toBeVisible();
  await page.getByRole('button', { name: hydrates() ? 'Save details' : 'Send again' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeVisible();
  await visit(page, '/record/about');
  await expect(page.getByLabel('Address (optional)')).toHaveValue('5 Kept Lane');
});

test('a note that is being written outlives the session', { tag: '@hydrated-only' }, async ({ page, elsewhere }) => {
  const practitioner = own('consultation');
  await arriveAsNewPatient(page);
  const address = await book(page, await freeTime(page, practitioner, 14));
  await arriveAs(elsewhere, practitioner.email);
  await visit(elsewhere, `${address}/consultation`);
  await elsewhere.getByRole('button', { name: 'Open consultation' }).click();
  const notes = elsewhere.getByRole('region', { name: 'Notes', exact: true });
  await notes.getByLabel('Note', { exact: true }).fill('Red left eardrum');
  await expect(notes.getByText(/^Draft saved/)).toBeVisible();
  await elsewhere.context().clearCookies({ name: 'consulta_session' });

  await notes.getByLabel('Note', { exact: true }).fill('Red left eardrum, no fever');
  await expect(notes.getByText(/^You've been signed out, so the draft isn't saved/)).toBeVisible();
  await notes.getByRole('button', { name: 'Add note' }).click();

  await expectProblem(elsewhere, "You've been signed out, and nothing has been saved yet.");
  await expect(notes.getByLabel('Note', { exact: true })).toHaveValue('Red left eardrum, no fever');
  await arriveAs(elsewhere, practitioner.email);
  await notes.getByRole('button', { name: 'Add note' }).click();
  const written = elsewhere.getByRole('region', { name: 'Written in this consultation', exact: true });
  await expect(written.getByRole('link', { name: 'Red left eardrum, no fever' })).toBeVisible();
});

test('the end of a session is announced before it comes', { tag: '@hydrated-only' }, async ({ page }) => {
  await page.clock.install();
  await arriveAs(page, demo.practitioner);
  await visit(page, '/practitioner');
  const warning = page.getByText("You'll be signed out soon");

  await page.clock.fastForward('15:00');
  await expect(warning).toBeHidden();
  await page.clock.fastForward('06:00');
  await expect(warning).toBeVisible();
  await page.getByRole('button', { name: 'Stay signed in' }).click();

  await expect(warning).toBeHidden();
});
