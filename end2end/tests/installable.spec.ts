// The installable site: what is cached to say that the device is offline, and nothing else; and push messages, as far as a browser
// without a push service supports them.

import { expectAccessible } from './support/axe.ts';
import { expect, hydrated, test, visit, type Page } from './support/fixtures.ts';
import { arriveAsNewPatient } from './support/journeys.ts';

test.use({
  serviceWorkers: 'allow',
  tolerated: [/ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to load resource|navigation preload|push service|Push API|Registration failed/],
});

/** Waits until the service worker answers for this page. */
async function installed(page: Page) {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) {
      await new Promise((done) => navigator.serviceWorker.addEventListener('controllerchange', done, { once: true }));
    }
  });
}

/** The paths of all that is kept in the browser's caches. */
const kept = (page: Page) =>
  page.evaluate(async () => {
    const paths: string[] = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      paths.push(...(await cache.keys()).map((request) => new URL(request.url).pathname));
    }
    return paths;
  });

const everyones = /^\/(offline|offline\.js|favicon\.svg|(fonts|icons|pkg|build)\/.+)$/;

test('a page that is opened offline says so and comes back by itself', { tag: '@hydrated-only' }, async ({ page, context }) => {
  await visit(page, '/');
  await installed(page);
  expect(await kept(page)).toContain('/offline');

  await context.setOffline(true);
  await page.goto('/privacy');
  await expect(page.getByRole('heading', { name: "You're offline", level: 1 })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText("You're still offline.")).toBeVisible();
  await context.setOffline(false);

  await expect(page.getByRole('heading', { name: 'Privacy', level: 1 })).toBeVisible();
  expect(new URL(page.url()).pathname).toBe('/privacy');
});

test('no page of anyone is kept on the device, and nothing stays when they sign out', { tag: '@hydrated-only' }, async ({ page }) => {
  await arriveAsNewPatient(page);
  await visit(page, '/patient');
  await installed(page);
  for (const path of ['/patient', '/record/about', '/account/notifications']) await visit(page, path);

  const before = await kept(page);
  expect(before).toContain('/offline');
  expect(before.filter((path) => !everyones.test(path))).toEqual([]);
  await page.getByRole('banner').locator('details.menu > summary').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByText("You've signed out.")).toBeVisible();

  await hydrated(page);
  expect((await kept(page)).filter((path) => !everyones.test(path))).toEqual([]);
  const subscribed = await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    return (await registration.pushManager.getSubscription()) !== null;
  });
  expect(subscribed).toBe(false);
});

test('notifications are asked for by a button, and what the browser says is shown', { tag: '@hydrated-only' }, async ({ page, context }) => {
  await arriveAsNewPatient(page);
  await context.grantPermissions(['notifications']);
  // A headless browser says that they are blocked, whatever is granted.
  await page.addInitScript(() => {
    Object.defineProperty(Notification, 'permission', { get: () => 'default' });
    Notification.requestPermission = () => Promise.resolve('granted');
  });
  await visit(page, '/account/notifications');
  await expect(page.getByRole('heading', { name: 'On your devices' })).toBeVisible();
  await expect(page.getByText('Only do this on a device of your own.')).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Turn on for this device' }).click();

  // This browser has no push service.
  await expect(page.getByText("Your browser couldn't turn notifications on.")).toBeVisible();
  await expect(page.getByRole('button', { name: 'Turn on for this device' })).toBeEnabled();
});

/** What the service worker has, with what it would show and open. */
interface Scope {
  registration: ServiceWorkerRegistration;
  clients: { openWindow: (link: string) => Promise<null> };
  shown: { title: string; body: string; link: string }[];
  opened: string[];
}

test('a push message is shown in its words, and a click opens what it is about', { tag: ['@hydrated-only', '@desktop-only'] }, async ({
  page,
  context,
}) => {
  await visit(page, '/');
  await installed(page);
  const [worker] = context.serviceWorkers();
  if (!worker) throw new Error('no service worker');
  // A headless browser shows no notification and opens no window: the test records what would be shown and opened.
  await worker.evaluate(() => {
    const scope = self as unknown as Scope;
    [scope.shown, scope.opened] = [[], []];
    scope.registration.showNotification = (title, options) => {
      const { link } = options?.data as { link: string };
      scope.shown.push({ title, body: options?.body ?? '', link });
      return Promise.resolve();
    };
    scope.clients.openWindow = (link) => {
      scope.opened.push(link);
      return Promise.resolve(null);
    };
  });
  const devtools = await context.newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [one] = registrations;
      if (one) resolve(one.registrationId);
    });
  });
  await devtools.send('ServiceWorker.enable');
  const { origin } = new URL(page.url());
  const registrationId = await registered;
  const push = (data: string) => devtools.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data });
  const shown = () => worker.evaluate(() => (self as unknown as Scope).shown);

  await push(JSON.stringify({ title: 'Harbour Clinic', text: 'There is news for you.', link: '/messages/7' }));
  await expect.poll(shown).toEqual([{ title: 'Harbour Clinic', body: 'There is news for you.', link: '/messages/7' }]);
  await push(JSON.stringify({ title: 'Harbour Clinic', text: 'Look here.', link: 'https://evil.example/' }));
  await push('no object');
  await expect.poll(async () => (await shown()).map(({ link }) => link)).toEqual(['/messages/7', '/notices', '/notices']);
  expect((await shown())[2]?.body).toBe('You have news.');

  const opened = await worker.evaluate(async (notes) => {
    for (const link of notes) {
      let done: Promise<unknown> = Promise.resolve();
      const event = new Event('notificationclick');
      const waitUntil = (work: Promise<unknown>) => (done = work);
      dispatchEvent(Object.assign(event, { notification: { data: { link }, close: () => {} }, waitUntil }));
      await done;
    }
    return (self as unknown as Scope).opened;
  }, ['/messages/7', 'https://evil.example/']);
  expect(opened).toEqual(['/messages/7', '/notices']);
});
