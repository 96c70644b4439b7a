// What calendar apps do, done by a third library (tsdav) against a running demo clinic: find the calendar, keep it in step, move an
// appointment, be refused what can't be, and cancel. The server's address and an app password of the demo patient are the
// arguments.

import assert from 'node:assert/strict';
import { createDAVClient } from 'tsdav';

const [SITE, PASSWORD] = process.argv.slice(2);
const NAME = 'patient@demo.example';
const DAY = 24 * 3600 * 1000;

const ok = (what) => console.log(`ok  ${what}`);

async function api(path, said = {}) {
  const answer = await fetch(`${SITE}/api/v1/${path}`, said);
  assert.ok(answer.ok, `${path}: ${answer.status}`);
  return answer.json();
}

const { access } = await api('auth/login', {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ email: NAME, password: 'consulta demo' }),
});
const asked = (path) => api(path, { headers: { authorization: `Bearer ${access}` } });

const client = await createDAVClient({
  serverUrl: SITE,
  credentials: { username: NAME, password: PASSWORD },
  authMethod: 'Basic',
  defaultAccountType: 'caldav',
});
const calendars = await client.fetchCalendars();
assert.equal(calendars.length, 1);
const [calendar] = calendars;
assert.deepEqual(calendar.components, ['VEVENT']);
ok('tsdav finds the calendar');

// What happens later than in a few days can be moved and cancelled without asking the clinic.
const from = new Date(Date.now() + 3 * DAY).toISOString();
const until = new Date(Date.now() + 90 * DAY).toISOString();
const objects = await client.fetchCalendarObjects({ calendar, timeRange: { start: from, end: until } });
const upcoming = (await asked(`appointments?start_date=${from.slice(0, 10)}&status=booked`)).items;
const utc = (at) => new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
const held = (one) => objects.find(({ data }) => data.includes(`DTSTART:${utc(one.starts_at)}`));
const appointment = upcoming.find(held);
assert.ok(appointment, 'an appointment stands in the calendar');
const object = held(appointment);
ok('it reads what is booked');

const state = () => asked(`appointments/${appointment.id}`);
const week = new Date(Date.parse(appointment.starts_at) + 7 * DAY).toISOString().slice(0, 10);
const { doctor_id, centre_id, service_id } = appointment;
const query = new URLSearchParams({ doctor_id, centre_id, date: week });
if (service_id) query.set('service_id', service_id);
const [free] = (await asked(`slots?${query}`)).items;
const at = (one, starts, ends) => ({
  ...one,
  data: one.data.replace(/^DTSTART.*$/m, `DTSTART:${utc(starts)}\r`).replace(/^DTEND.*$/m, `DTEND:${utc(ends)}\r`),
});

const before = await client.syncCollection({ url: calendar.url, props: { 'd:getetag': {} }, syncLevel: 1 });
const token = before[0].raw.multistatus.syncToken;
const moved = await client.updateCalendarObject({ calendarObject: at(object, free.starts_at, free.ends_at) });
assert.ok(moved.ok, `${moved.status}`);
assert.equal((await state()).starts_at, free.starts_at);
ok('what it moves has moved');

const after = await client.syncCollection({ url: calendar.url, props: { 'd:getetag': {} }, syncLevel: 1, syncToken: token });
assert.deepEqual(
  after.map(({ href }) => href),
  [new URL(object.url).pathname],
);
ok('and is all that has changed');

const stale = await client.updateCalendarObject({ calendarObject: at(object, appointment.starts_at, appointment.ends_at) });
assert.equal(stale.status, 412);
ok('it changes nothing that it has not seen');

const [now] = await client.calendarMultiGet({
  url: calendar.url,
  props: { 'd:getetag': {}, 'c:calendar-data': {} },
  objectUrls: [new URL(object.url).pathname],
  depth: '1',
});
const gone = await client.deleteCalendarObject({ calendarObject: { url: object.url, etag: now.props.getetag } });
assert.ok(gone.ok, `${gone.status}`);
assert.equal((await state()).status, 'cancelled');
ok('what it deletes is cancelled');
