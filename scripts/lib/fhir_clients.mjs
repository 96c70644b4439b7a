// What hospitals' programs do, done by two libraries that many of them are built on: find a time, hold and book it, read what was
// booked, and be refused what is someone else's. The server's address is the only argument.

import assert from 'node:assert/strict';
import { MedplumClient } from '@medplum/core';
import { Client } from 'fhir-kit-client';

const SITE = process.argv[2];
const NAME = 'patient@demo.example';
const PASSWORD = 'consulta demo';

const ok = (what) => console.log(`ok  ${what}`);

async function signIn() {
  const answer = await fetch(`${SITE}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: NAME, password: PASSWORD }),
  });
  assert.equal(answer.status, 200);
  return answer.json();
}

// From `days` days on, for a week, so that two clients do not want the same time.
function week(days) {
  const at = (later) => new Date(Date.now() + later * 24 * 3600 * 1000).toISOString().replace(/\.\d+/, '');
  return { start: at(days), end: at(days + 7) };
}

// Wraps a resource as an operation's input.
const taking = (appointment) => ({
  resourceType: 'Parameters',
  parameter: [{ name: 'appointment-resource', resource: appointment }],
});

const only = (answer) => (answer.resourceType === 'Bundle' ? answer.entry[0].resource : answer);

// A client of either kind: how it reads an address, sends to one, and parses a resource.
async function goesThrough(name, { get, post, search, read, status }, days, me) {
  const period = new URLSearchParams({ ...week(days), practitioner: 'Practitioner/1' });
  const found = await get(`Appointment/$find?${period}`);
  const proposed = found.entry.map((entry) => entry.resource).find((one) => one.resourceType === 'Appointment');
  assert.equal(proposed.status, 'proposed');
  ok(`${name} finds a time`);

  const held = only(await post('Appointment/$hold', taking(proposed)));
  assert.equal(held.status, 'pending');
  const booked = only(await post('Appointment/$book', taking(held)));
  assert.ok(['booked', 'pending'].includes(booked.status), booked.status);
  ok(`${name} holds it and books it`);

  assert.equal((await read('Appointment', booked.id)).start, proposed.start);
  const mine = await search('Appointment', { patient: `Patient/${me}` });
  assert.ok(mine.some((one) => one.id === booked.id));
  ok(`${name} reads it, and finds it among the patient's own`);

  assert.equal(await status(() => post('Appointment/$book', taking(proposed))), 409);
  ok(`${name} can't have it twice`);
  assert.ok([403, 404].includes(await status(() => read('Patient', String(Number(me) + 1)))));
  ok(`${name} can't read someone else`);
}

const { access, user } = await signIn();
const me = String(user.id);

const kit = new Client({ baseUrl: `${SITE}/fhir`, bearerToken: access });
assert.equal((await kit.capabilityStatement()).fhirVersion, '4.0.1');
const { tokenUrl } = await kit.smartAuthMetadata();
assert.equal(String(tokenUrl), `${SITE}/oauth/token`);
ok('fhir-kit-client finds where everything is');
await goesThrough(
  'fhir-kit-client',
  {
    get: (path) => kit.request(path),
    post: (path, input) => {
      const [resourceType, name] = path.split('/');
      return kit.operation({ resourceType, name, input });
    },
    search: async (resourceType, searchParams) => {
      const bundle = await kit.resourceSearch({ resourceType, searchParams });
      return (bundle.entry ?? []).map((entry) => entry.resource);
    },
    read: (resourceType, id) => kit.read({ resourceType, id }),
    status: (doing) => doing().then(() => 200, (error) => error.response?.status),
  },
  5,
  me,
);

const statuses = [];
const medplum = new MedplumClient({
  baseUrl: `${SITE}/`,
  fhirUrlPath: 'fhir/',
  accessToken: access,
  cacheTime: 0,
  fetch: async (...asked) => {
    const answer = await fetch(...asked);
    statuses.push(answer.status);
    return answer;
  },
});
await goesThrough(
  'Medplum',
  {
    get: (path) => medplum.get(medplum.fhirUrl() + path),
    post: (path, body) => medplum.post(medplum.fhirUrl() + path, body, 'application/fhir+json'),
    search: (resourceType, query) => medplum.searchResources(resourceType, query),
    read: (resourceType, id) => medplum.readResource(resourceType, id),
    status: (doing) => doing().then(() => 200, () => statuses.at(-1)),
  },
  15,
  me,
);
