// How the end-to-end tests run: which browsers, which server. The tests are in tests/, what they share in tests/support/.
//
//   CONSULTA_E2E_DATABASE  sqlite (default) or postgres: what the server is started on (scripts/e2e-server)
//   CONSULTA_E2E_URL       test the server that answers there instead of starting one
//   CONSULTA_E2E_APPROVAL_URL  the same of the clinic whose practitioners approve bookings; without it those tests are skipped
//   CONSULTA_E2E_MAIL      the folder into which that server writes email; without it tests of email are skipped
//   CONSULTA_FIREFOX       the program of Firefox in which the journeys tagged @firefox are taken instead (scripts/test firefox)
//   CONSULTA_SCREENSHOTS   take pictures of these paths instead of testing (scripts/screenshots)
//   CONSULTA_LETTERS       look at the letters in this folder instead, without a server (scripts/letters)

import { defineConfig } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const shell = (script: string) => execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim();

// Workers read this file again: they must find the ports that the first reading chose.
const port = (variable: string) =>
  (process.env[variable] ??= execFileSync(
    process.execPath,
    ['-e', "const s = require('net').createServer().listen(0, '127.0.0.1', () => { console.log(s.address().port); s.close() })"],
    { encoding: 'utf8' },
  ).trim());
const elsewhere = process.env['CONSULTA_E2E_URL'];
const screenshots = process.env['CONSULTA_SCREENSHOTS'];
const firefox = process.env['CONSULTA_FIREFOX'];
const letters = process.env['CONSULTA_LETTERS'];
// Where the server writes what it sends by email; it deletes the folder when it stops.
if (!elsewhere) process.env['CONSULTA_E2E_MAIL'] ??= mkdtempSync(join(tmpdir(), 'consulta-e2e-mail-'));
const baseURL = elsewhere ?? `http://127.0.0.1:${port('CONSULTA_E2E_PORT')}`;
if (!elsewhere) process.env['CONSULTA_E2E_APPROVAL_URL'] = `http://127.0.0.1:${port('CONSULTA_E2E_APPROVAL_PORT')}`;

const server = (clinic: string, url: string) => ({
  command: '../scripts/e2e-server',
  env: {
    CONSULTA_ADDR: new URL(url).host,
    CONSULTA_E2E_CLINIC: clinic,
    // No message is ever sent: a browser without a screen has no push service.
    CONSULTA_PUSH_CONTACT: 'mailto:it@clinic.example',
    CONSULTA_MAIL_FOLDER: clinic === 'auto' ? (process.env['CONSULTA_E2E_MAIL'] ?? '') : '',
  },
  url,
  timeout: 120_000,
  gracefulShutdown: { signal: 'SIGTERM' as const, timeout: 10_000 },
});
const servers = [
  server('auto', baseURL),
  ...(screenshots ? [] : [server('approval', process.env['CONSULTA_E2E_APPROVAL_URL'] ?? baseURL)]),
];

const desktop = { viewport: { width: 1280, height: 800 } };
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

// Every journey runs with and without JavaScript, unless a tag says which one it is about. On a phone run those whose layout
// differs there (@phone; pages.spec.ts looks at every page in both widths), and on PostgreSQL those that show what is stored,
// searched, raced for or told to others (@storage): the rest of what the two databases do differently is src/tests' business.
const journeys =
  process.env['CONSULTA_E2E_DATABASE'] === 'postgres'
    ? [{ name: 'hydrated', use: desktop, grep: /@storage/ }]
    : [
        { name: 'hydrated', use: desktop, grepInvert: /@no-js-only|@phone-only/ },
        { name: 'no-js', use: { ...desktop, javaScriptEnabled: false }, grepInvert: /@hydrated-only|@phone-only/ },
        { name: 'phone', use: phone, grep: /@phone/, grepInvert: /@no-js-only|@desktop-only/ },
      ];

const pictures = [
  { name: 'wide', use: desktop },
  { name: 'wide-dark', use: { ...desktop, colorScheme: 'dark' as const } },
  { name: 'wide-no-js', use: { ...desktop, javaScriptEnabled: false } },
  { name: 'phone', use: phone },
  { name: 'phone-dark', use: { ...phone, colorScheme: 'dark' as const } },
].map((project) => ({ ...project, testMatch: 'support/screenshots.ts' }));

// By WebDriver BiDi. A picture needs a style of Playwright's own, which our policy refuses and Firefox complains of.
const inFirefox = {
  name: 'firefox',
  grep: /@firefox/,
  use: {
    ...desktop,
    browserName: 'firefox' as const,
    channel: 'moz-firefox',
    screenshot: 'off' as const,
    launchOptions: { executablePath: fileURLToPath(new URL('tests/support/firefox.mjs', import.meta.url)), args: [] },
  },
};

export default defineConfig({
  testDir: 'tests',
  testMatch: '**/*.spec.ts',
  projects: letters
    ? [{ name: 'letters', use: desktop, testMatch: 'support/letter-pictures.ts' }]
    : screenshots
      ? pictures
      : firefox
        ? [inFirefox]
        : journeys,
  workers: 2,
  // On a shared machine one slow moment must not hide what the other tests say. A test that needed its second chance is
  // named at the end: it is a bug to be mended. At a desk there is no second chance.
  retries: process.env['CI'] ? 1 : 0,
  forbidOnly: !!process.env['CI'],
  timeout: 60_000,
  // A debug build's WebAssembly takes its time to load.
  expect: { timeout: 15_000 },
  reporter: [['list'], ['./tests/support/totals.ts']],
  use: {
    baseURL,
    locale: 'en-AU',
    // Not the clinic's zone: a page that shows the reader's time by mistake is found out.
    timezoneId: 'America/New_York',
    // Recording every test would cost as much as running it. At a desk: npx playwright test --trace on
    trace: 'on-first-retry',
    // What runs in the background would answer before page.route does. installable.spec.ts lets it.
    serviceWorkers: 'block' as const,
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env['CONSULTA_CHROMIUM'] ?? shell('. ../scripts/lib/env.sh && browser'),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  ...(!elsewhere && !letters && { webServer: servers }),
});
