// What every test imports instead of @playwright/test: the same, with each test also failing on an unclean console.
//
//   import { expect, test, visit, signIn } from './support/fixtures.ts';
//
//   test.use({ tolerated: [/status of 422/] });   // in a file whose calls are meant to be refused

import { expect, test as base, type Locator, type Page } from '@playwright/test';

export { expect, type Page };

interface Fixtures {
  /** What a test expects to see in the console; the browser logs each 4xx answer but the page's own. */
  tolerated: RegExp[];
  /** A browser of someone else, with cookies of its own. */
  elsewhere: Page;
  watch: (page: Page) => void;
}

export const test = base.extend<Fixtures>({
  tolerated: [[], { option: true }],

  watch: async ({ tolerated }, use) => {
    const complaints: string[] = [];
    await use((page) => collectComplaints(page, tolerated, complaints));
    expect(complaints, 'the browser had nothing to complain about').toEqual([]);
  },

  page: async ({ page, watch }, use) => {
    watch(page);
    await use(page);
  },

  elsewhere: async ({ browser, watch }, use) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    watch(page);
    await use(page);
    await context.close();
  },
});

function collectComplaints(page: Page, tolerated: RegExp[], complaints: string[]) {
  // Playwright logs this where it blocks the service worker (playwright.config.ts).
  const expected = [...tolerated, /Service Worker registration blocked by Playwright/];
  const complain = (what: string) => {
    if (!expected.some((pattern) => pattern.test(what))) complaints.push(`${what}  (on ${page.url()})`);
  };
  // The status of the page itself is for the test to check.
  const visited = new Set<string>();
  // A refused page requests its data once more when it starts listening for changes.
  let isRefused = false;
  page.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type())) return;
    if (/status of 4\d\d/.test(message.text()) && (isRefused || visited.has(message.location().url))) return;
    complain(`console ${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complain(`uncaught: ${error.message}`));
  // The console message about an answer may come before the answer.
  page.on('request', (request) => {
    if (request.isNavigationRequest()) visited.add(request.url());
  });
  page.on('response', (response) => {
    if (response.request().isNavigationRequest()) isRefused = response.status() >= 400;
    if (response.status() >= 500) complain(`answer ${response.status()} from ${response.url()}`);
  });
}

/** Whether the page under test runs our code in the browser. */
export const hydrates = () => test.info().project.use.javaScriptEnabled !== false;

/** Waits until the application has taken over the page; at once where JavaScript is off. */
export async function hydrated(page: Page) {
  if (hydrates()) await expect(page.locator('html[data-hydrated]')).toBeAttached();
}

/** Waits until nothing that the page shows is being read again. */
export async function settled(page: Page) {
  await hydrated(page);
  if (hydrates()) await expect(page.locator('.reading-bar.is-on')).toHaveCount(0);
}

/** Opens a path and waits until it can be used. */
export async function visit(page: Page, path: string) {
  const response = await page.goto(path);
  await hydrated(page);
  return response;
}

/** How many pixels of a page lie between two things, one below the other. */
export async function between(above: Locator, below: Locator) {
  const [first, second] = [await above.boundingBox(), await below.boundingBox()];
  if (!first || !second) throw new Error('one of them is not shown');
  return second.y - first.y - first.height;
}

/** The status of a page that may be one of those that refuse, which are plain documents: nothing takes them over. */
export async function statusOf(page: Page, path: string) {
  return (await page.goto(path))?.status();
}

/** Signs in by the form, as a person does, and waits to be let in. */
export async function signIn(page: Page, email: string, password: string) {
  await visit(page, '/sign-in');
  await fillSignIn(page, email, password);
  await page.waitForURL((url) => url.pathname !== '/sign-in');
  await hydrated(page);
}

/** Fills in and sends the sign-in form of the page at hand. */
export async function fillSignIn(page: Page, email: string, password: string) {
  await page.getByLabel('Email', { exact: true }).fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}
