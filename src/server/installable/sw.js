// Runs in the background: keeps files that never change under their names, and says so when there is no network. It never keeps a page, a
// form or an answer of anyone's: those are the server's alone. The server fills in what stands in double braces.

'use strict';

const VERSION = '{{version}}';
const CLINIC = '{{name}}';
const NEWS = '{{news}}';
const FILES = ['{{files}}'];
const CACHE = `consulta-${VERSION}`;
const OFFLINE = '/offline';

/** Whether a file has its content's hash in its address, or is one of ours that the offline page needs. */
function isKept(url) {
  if (url.origin !== location.origin || url.search) return false;
  const { pathname } = url;
  return (
    /^\/build\/[\w-]+\/pkg\/[^/]+$/.test(pathname) ||
    /^\/pkg\/[^/]+\.[\w-]{16,}\.\w+$/.test(pathname) ||
    FILES.includes(pathname)
  );
}

addEventListener('install', (event) => event.waitUntil(install()));
addEventListener('activate', (event) => event.waitUntil(activate()));

async function install() {
  await fill();
  await skipWaiting();
}

async function fill() {
  const cache = await caches.open(CACHE);
  // The cookie says in which language; whoever is signed in gets the same page as everyone else.
  await cache.add(new Request(OFFLINE, { cache: 'reload' }));
  // It is a page without them, too.
  await Promise.all(FILES.map((file) => cache.add(file).catch(() => {})));
}

/** Signing out clears the caches, and some browsers leave the worker as it is. */
async function refill() {
  if (!(await keptPage())) await fill();
}

async function activate() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
  await registration.navigationPreload?.enable();
  await clients.claim();
}

addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET') {
    if (/\/api\/(sign_out|close_account)$/.test(url.pathname)) event.waitUntil(forget());
    return;
  }
  if (request.mode === 'navigate') {
    // The browser's own request goes through. One of ours in its place would hide from the server which site asked for the page.
    if (registration.navigationPreload) {
      const answer = opened(event);
      event.respondWith(answer);
      event.waitUntil(answer.then(refill).catch(() => {}));
    } else if (!navigator.onLine) {
      event.respondWith(offline());
    }
  } else if (isKept(url)) {
    event.respondWith(kept(event));
  }
});

async function opened(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return offline();
  }
}

async function offline() {
  return (await keptPage()) ?? Response.error();
}

function keptPage() {
  return caches.match(OFFLINE, { cacheName: CACHE, ignoreVary: true });
}

async function kept(event) {
  const found = await caches.match(event.request, { cacheName: CACHE, ignoreVary: true });
  if (found) return found;
  const answer = await fetch(event.request);
  if (answer.ok && answer.type === 'basic') {
    const copy = answer.clone();
    event.waitUntil(caches.open(CACHE).then((cache) => cache.put(event.request, copy)));
  }
  return answer;
}

/** Whoever signs out gets no more news here, and none stays on the screen. */
async function forget() {
  const shown = await registration.getNotifications();
  for (const notification of shown) notification.close();
  const subscription = await registration.pushManager?.getSubscription();
  await subscription?.unsubscribe();
}

/** A page of this site, whatever a message says. */
function local(link) {
  return typeof link === 'string' && /^\/(?![/\\])/.test(link) ? link : '/notices';
}

addEventListener('push', (event) => {
  let news = {};
  try {
    news = event.data?.json() ?? {};
  } catch {
    // There is news all the same.
  }
  const shown = registration.showNotification(String(news.title ?? CLINIC), {
    body: String(news.text ?? NEWS),
    icon: '/icons/icon-192.png',
    badge: '/icons/badge-96.png',
    // A further one replaces it, and is heard again.
    tag: 'news',
    renotify: true,
    data: { link: local(news.link) },
  });
  event.waitUntil(shown);
});

addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(local(event.notification.data?.link)));
});

async function open(link) {
  const windows = await clients.matchAll({ type: 'window', includeUncontrolled: true });
  const there = windows.find((window) => new URL(window.url).pathname === link);
  // What someone is writing in another one is left alone.
  await (there ? there.focus() : clients.openWindow(link));
}
