#!/usr/bin/env node
// Firefox as Playwright starts it: the program in CONSULTA_FIREFOX, with a relay in front of it. Playwright begins each browser by
// choosing a colour scheme with a command that Firefox ESR does not know yet; the relay confirms that one and passes everything
// else on.

import { spawn } from 'node:child_process';
import bundle from 'playwright-core/lib/utilsBundle';

const UNKNOWN = 'emulation.setMediaFeaturesOverride';
const LISTENING = /WebDriver BiDi listening on (ws:\/\/\S+)/;

const firefox = spawn(process.env.CONSULTA_FIREFOX, process.argv.slice(2), { stdio: ['ignore', 'inherit', 'pipe'] });
firefox.on('exit', (code) => process.exit(code ?? 1));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => firefox.kill(signal));

firefox.stderr.setEncoding('utf8');
firefox.stderr.on('data', (said) => {
  const address = LISTENING.exec(said)?.[1];
  if (!address) return void process.stderr.write(said);
  const server = new bundle.wsServer({ host: '127.0.0.1', port: 0 });
  server.on('listening', () => console.error(`WebDriver BiDi listening on ws://127.0.0.1:${server.address().port}`));
  server.on('connection', (playwright, { url }) => relay(playwright, new bundle.ws(address + url)));
});

function relay(playwright, browser) {
  const early = [];
  playwright.on('message', (data) => {
    const message = data.toString();
    const { id, method } = JSON.parse(message);
    if (method === UNKNOWN) playwright.send(JSON.stringify({ type: 'success', id, result: {} }));
    else if (browser.readyState === bundle.ws.OPEN) browser.send(message);
    else early.push(message);
  });
  browser.on('open', () => early.splice(0).forEach((message) => browser.send(message)));
  browser.on('message', (data) => playwright.send(data.toString()));
  playwright.on('close', () => browser.close());
  browser.on('close', () => playwright.close());
}
