// A patient's app: registered by an administrator, allowed by the patient on our page, read from by the API, and stopped.

import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { expectAccessible } from './support/axe.ts';
import { demo } from './support/clinic.ts';
import { expect, fillSignIn, hydrated, test, visit } from './support/fixtures.ts';
import { arriveAs, arriveAsNewPatient, expectProblem } from './support/journeys.ts';
import { expectSound } from './support/sound.ts';

// The browser logs error responses to scripts.
test.use({ tolerated: [/status of 422/] });

test('a patient lets an app read their record, and stops it', async ({ page, elsewhere }) => {
  const name = `Mate ${randomBytes(3).toString('hex')}`;
  // An app on the patient's own device, to which the browser is redirected.
  const app = createServer((_, answer) => answer.writeHead(200, { 'content-type': 'text/html' }).end('<title>App</title>Thank you'));
  await new Promise<void>((listening) => app.listen(0, '127.0.0.1', listening));
  const back = `http://127.0.0.1:${(app.address() as AddressInfo).port}/cb`;

  await arriveAs(elsewhere, demo.administrator);
  await visit(elsewhere, '/admin/apps');
  await elsewhere.getByLabel('Name', { exact: true }).fill(name);
  await elsewhere.getByLabel('Redirect addresses').fill('http://mate.example/cb');
  await elsewhere.getByRole('button', { name: 'Register app' }).click();
  await expectProblem(elsewhere, 'Check each address: it has to begin in one of the ways shown above');
  await hydrated(elsewhere);
  await elsewhere.getByLabel('Redirect addresses').fill('http://127.0.0.1/cb');
  await elsewhere.getByRole('button', { name: 'Register app' }).click();
  await expect(elsewhere.getByRole('heading', { name, level: 1 })).toBeVisible();
  await hydrated(elsewhere);
  await expectSound(elsewhere);
  const client = (await elsewhere.locator('dd code').textContent()) ?? '';

  const person = await arriveAsNewPatient(page);
  await page.context().clearCookies();
  const configuration = await (await page.request.get('/fhir/.well-known/smart-configuration')).json();
  const verifier = randomBytes(32).toString('base64url');
  const asked = new URLSearchParams({
    response_type: 'code',
    client_id: client,
    redirect_uri: back,
    scope: 'launch/patient offline_access patient/Patient.rs patient/Condition.rs',
    state: 'a state',
    aud: new URL('/fhir', configuration.token_endpoint).href,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });

  await visit(page, `/oauth/authorize?${asked}`);
  await expect(page.getByRole('heading', { name: 'Sign in to decide' })).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: 'Sign in', exact: true }).click();
  await hydrated(page);
  await fillSignIn(page, person.email, person.password);
  await expect(page.getByRole('heading', { name: `Let ${name} read your record?` })).toBeVisible();
  await hydrated(page);
  await expect(page.getByRole('main')).toContainText(person.name);
  await expect(page.getByRole('region', { name: 'It could read' }).getByRole('listitem')).toHaveCount(2);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await page.waitForURL((url) => url.href.startsWith(back));
  const answer = new URL(page.url()).searchParams;
  expect(answer.get('state')).toBe('a state');

  const form = {
    grant_type: 'authorization_code',
    client_id: client,
    code: answer.get('code') ?? '',
    redirect_uri: back,
    code_verifier: verifier,
  };
  const told = await (await page.request.post('/oauth/token', { form })).json();
  const read = async (path: string) => {
    const headers = { authorization: `Bearer ${told.access_token}` };
    return page.request.get(`/fhir/${path}`, { headers });
  };
  const patient = await (await read(`Patient/${told.patient}`)).json();
  expect(patient.name[0].text).toBe(person.name);
  expect((await read('Condition')).status()).toBe(200);
  expect((await read('Observation')).status()).toBe(403);

  await visit(page, '/record/readers');
  await expect(page.getByRole('heading', { name })).not.toHaveCount(0);
  await visit(page, '/record/sharing');
  const row = page.getByRole('listitem').filter({ hasText: name });
  await expect(row).toContainText('Diagnoses');
  await row.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByText("Stopped. The app can't read anything any more.")).toBeVisible();
  await expect(row).toBeHidden();
  expect((await read('Condition')).status()).toBe(401);
  app.close();

  await hydrated(elsewhere);
  await elsewhere.getByText('Remove this app').click();
  await elsewhere.getByRole('button', { name: 'Remove app' }).click();
  await expect(elsewhere.getByText("Removed. It can't read anything any more.")).toBeVisible();
});
