// Messages between a patient and a practitioner: begun at the appointment, read and answered by the other side, live in hydrated
// pages, and read-only once nothing connects the two.

import { expectAccessible } from './support/axe.ts';
import { own } from './support/clinic.ts';
import { expect, hydrated, hydrates, test, visit, type Page } from './support/fixtures.ts';
import { arriveAs, arriveAsNewPatient, book, call, documentsLoaded, expectProblem, freeTime } from './support/journeys.ts';

// The browser logs error responses to scripts.
test.use({ tolerated: [/status of 4(04|22)/] });

const soon = { timeout: 5_000 };

/** A new patient with an appointment; its practitioner is in the other browser. */
async function begin(page: Page, elsewhere: Page, nth: number) {
  const practitioner = own('messages');
  const patient = await arriveAsNewPatient(page);
  const address = await book(page, await freeTime(page, practitioner, nth));
  await arriveAs(elsewhere, practitioner.email);
  return { practitioner, patient, address };
}

/** Opens the conversation from the appointment. */
async function open(page: Page, address: string, to: string) {
  await visit(page, address);
  await page.getByRole('button', { name: `Message ${to}` }).click();
  await expect(page).toHaveURL(/\/messages\/\d+$/);
  await expect(page.getByRole('heading', { name: to, level: 1 })).toBeVisible();
  await hydrated(page);
  return new URL(page.url()).pathname;
}

async function send(page: Page, to: string, text: string) {
  await page.getByLabel(`Message to ${to}`).fill(text);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(bubble(page, text)).toBeVisible();
  await hydrated(page);
}

const bubble = (page: Page, text: string) => page.getByRole('log').getByRole('listitem').filter({ hasText: text });

test('S0-26, S0-27: a patient and their practitioner write to each other, and all of it stays', { tag: ['@storage', '@phone'] }, async ({
  page,
  elsewhere,
}) => {
  const { practitioner, patient, address } = await begin(page, elsewhere, 0);

  const thread = await test.step('the patient begins at the appointment', async () => {
    await visit(page, '/messages');
    await expect(page.getByRole('heading', { name: 'No messages yet' })).toBeVisible();
    await expectAccessible(page);
    const thread = await open(page, address, practitioner.name);
    await expectAccessible(page);
    await send(page, practitioner.name, 'May I eat before the visit?');
    await expect(page.getByLabel(`Message to ${practitioner.name}`)).toHaveValue('');
    return thread;
  });

  await test.step('the practitioner is told, reads and answers', async () => {
    await visit(elsewhere, '/notices');
    await expect(elsewhere.getByRole('main')).toContainText(`${patient.name} wrote to you.`);
    await expect(elsewhere.getByRole('main')).not.toContainText('May I eat');
    await visit(elsewhere, '/messages');
    const row = elsewhere.getByRole('listitem').filter({ hasText: patient.name });
    await expect(row).toContainText('1 new');
    await expectAccessible(elsewhere);
    await row.getByRole('link', { name: patient.name }).click();
    await expect(elsewhere).toHaveURL(thread);
    await hydrated(elsewhere);
    await expect(bubble(elsewhere, 'May I eat before the visit?')).toContainText('New');
    // A hydrated page marks by itself what was seen.
    const mark = elsewhere.getByRole('button', { name: 'Mark as read' });
    if (!hydrates()) await mark.click();
    await expect(mark).toBeHidden();
    await expect(async () => {
      await visit(elsewhere, '/messages');
      await expect(row).not.toContainText('1 new', { timeout: 1_000 });
    }).toPass();
    await visit(elsewhere, thread);
    await send(elsewhere, patient.name, 'Only water, please.');
    await expectAccessible(elsewhere);
  });

  await test.step('the patient finds the answer', async () => {
    await visit(page, '/messages?q=water');
    await page.getByRole('listitem').filter({ hasText: 'Only water' }).getByRole('link', { name: practitioner.name }).click();
    await expect(bubble(page, 'Only water, please.')).toBeVisible();
    await expect(bubble(page, 'May I eat before the visit?')).toContainText('You');
  });

  await test.step('cancelled, it can be read and no longer written', async () => {
    await call(page, 'cancel_appointment', { id: address.replace(/\D/g, ''), reason: '' });
    for (const side of [page, elsewhere]) {
      await visit(side, thread);
      await expect(bubble(side, 'Only water, please.')).toBeVisible();
      await expect(side.getByRole('button', { name: 'Send', exact: true })).toHaveCount(0);
      await expect(side.getByText(/^You can't write to .* at the moment\./)).toBeVisible();
    }
  });
});

test('what is too long or empty is refused, and nothing typed is lost', async ({ page, elsewhere }) => {
  const { practitioner, address } = await begin(page, elsewhere, 1);
  await open(page, address, practitioner.name);
  const area = page.getByLabel(`Message to ${practitioner.name}`);

  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expectProblem(page, 'Write something first');
  await hydrated(page);
  await area.fill(`Begins ${'x'.repeat(4_000)}`);
  await page.getByRole('button', { name: 'Send', exact: true }).click();

  await expectProblem(page, 'Use at most 4,000 characters');
  await expect(area).toHaveValue(/^Begins x+$/);
});

test('both pages follow what is written, without a reload', { tag: ['@hydrated-only', '@storage'] }, async ({ page, elsewhere }) => {
  const { practitioner, patient, address } = await begin(page, elsewhere, 2);
  await open(page, address, practitioner.name);
  await open(elsewhere, address, patient.name);
  const loaded = documentsLoaded(page);
  const typing = page.getByLabel(`Message to ${practitioner.name}`);

  await typing.fill('Half a sen');
  await send(elsewhere, patient.name, 'Are you there?');
  await expect(bubble(page, 'Are you there?')).toBeVisible(soon);
  await expect(typing).toHaveValue('Half a sen');
  await expect(bubble(elsewhere, 'Are you there?')).toContainText('Read', soon);

  await typing.fill('Yes, I am.');
  await typing.press('Control+Enter');
  await expect(bubble(elsewhere, 'Yes, I am.')).toBeVisible(soon);
  await expect(typing).toHaveValue('');
  await expect(typing).toBeFocused();
  expect(loaded).toEqual([]);
});

test('an open page says when nothing can be written any more, and when it can again', { tag: '@hydrated-only' }, async ({
  page,
  elsewhere,
}) => {
  const { practitioner, address } = await begin(page, elsewhere, 7);
  await open(page, address, practitioner.name);
  const loaded = documentsLoaded(page);
  const typing = page.getByLabel(`Message to ${practitioner.name}`);

  await typing.fill('Half a sen');
  await call(elsewhere, 'cancel_appointment', { id: address.replace(/\D/g, ''), reason: 'The room is flooded' });
  await expect(page.getByText(/^You can't write to .* at the moment\./)).toBeVisible(soon);
  await expect(typing).toHaveCount(0);
  await expect(page.getByLabel('Your unsent message')).toHaveValue('Half a sen');
  await expectAccessible(page);

  await call(page, 'begin_relationship', { practitioner: String(practitioner.id), confirmed: 'true' });
  await expect(typing).toHaveValue('Half a sen', soon);
  expect(loaded).toEqual([]);
});

test('an open page shows a thread no more to whom the patient no longer trusts', { tag: '@hydrated-only' }, async ({
  page,
  elsewhere,
}) => {
  const practitioner = own('messages');
  const patient = await arriveAsNewPatient(page);
  const relative = await arriveAsNewPatient(elsewhere);
  const thread = await open(page, await book(page, await freeTime(page, practitioner, 9)), practitioner.name);
  await visit(page, '/record/sharing');
  await page.getByLabel('Their email address').fill(relative.email);
  await page.getByLabel('They can read').selectOption('record');
  await page.getByLabel('Last day').fill('2028-01-31');
  await page.getByRole('button', { name: 'Send invitation' }).click();
  await expect(page.getByRole('status').filter({ hasText: `Your invitation to ${relative.email}` })).toBeVisible();
  await visit(elsewhere, '/account');
  await elsewhere.getByRole('button', { name: `Accept the invitation from ${patient.name}` }).click();
  await expect(elsewhere.getByRole('link', { name: `${patient.name}'s record` })).toBeVisible();
  await visit(elsewhere, thread);
  await hydrated(elsewhere);

  await elsewhere.getByLabel(/^Message to /).fill('Half a sen');
  await visit(page, '/record/sharing');
  await page.getByRole('button', { name: `Stop sharing with ${relative.name}` }).click();

  await expect(elsewhere.getByRole('heading', { name: "We can't find that page" })).toBeVisible(soon);
  await expect(elsewhere.getByLabel(/^Message to /)).toHaveCount(0);
  await expect(elsewhere.getByLabel('Your unsent message')).toHaveValue('Half a sen');
});

test('what can no longer be sent stays to be copied', { tag: '@no-js-only' }, async ({ page, elsewhere }) => {
  const { practitioner, address } = await begin(page, elsewhere, 8);
  await open(page, address, practitioner.name);

  await page.getByLabel(`Message to ${practitioner.name}`).fill('Half a sen');
  await call(elsewhere, 'cancel_appointment', { id: address.replace(/\D/g, ''), reason: 'The room is flooded' });
  await page.getByRole('button', { name: 'Send', exact: true }).click();

  await expect(page.getByText(/^You can't write to .* at the moment\./)).toBeVisible();
  await expect(page.getByLabel('Your unsent message')).toHaveValue('Half a sen');
});

test.describe('where an answer is lost', () => {
  test.use({ tolerated: [/ERR_FAILED|Failed to load resource/] });

  test('what was written is asked for again', { tag: '@hydrated-only' }, async ({ page, elsewhere }) => {
    const { practitioner, patient, address } = await begin(page, elsewhere, 6);
    await open(page, address, practitioner.name);
    await open(elsewhere, address, patient.name);
    let isCut = true;
    let lost = 0;
    await page.route('**/api/message_news*', async (route) => {
      if (!isCut) return route.continue();
      lost += 1;
      await route.abort();
    });

    await send(elsewhere, patient.name, 'Are you there?');
    await expect.poll(() => lost).toBeGreaterThan(0);
    isCut = false;

    await expect(bubble(page, 'Are you there?')).toBeVisible();
  });
});

test('a draft survives a reload', { tag: '@hydrated-only' }, async ({ page, elsewhere }) => {
  const { practitioner, address } = await begin(page, elsewhere, 3);
  const thread = await open(page, address, practitioner.name);
  const area = page.getByLabel(`Message to ${practitioner.name}`);

  await area.fill('To be continued');
  await expect(page.getByText('Draft saved')).toBeVisible();
  await visit(page, thread);

  await expect(area).toHaveValue('To be continued');
  await visit(page, '/messages');
  await expect(page.getByRole('listitem').filter({ hasText: practitioner.name })).toContainText('Draft');
});

test('HealMate: writing to somebody without an appointment is refused, whatever is posted', async ({ page, elsewhere }) => {
  const { practitioner, address } = await begin(page, elsewhere, 4);
  const thread = await open(page, address, practitioner.name);
  await arriveAsNewPatient(elsewhere);

  const answer = await elsewhere.goto(thread);

  expect(answer?.status()).toBe(404);
  await visit(elsewhere, `/practitioners/${practitioner.id}`);
  await expect(elsewhere.getByRole('button', { name: `Message ${practitioner.name}` })).toHaveCount(0);
});

/** One red point. */
const picture = {
  name: 'Skin.png',
  mimeType: 'image/png',
  buffer: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC',
    'base64',
  ),
};

test('a file goes with a message, and a quick reply answers it', { tag: '@storage' }, async ({ page, elsewhere }) => {
  const { practitioner, patient, address } = await begin(page, elsewhere, 5);
  const reply = `It looks fine (${test.info().project.name}, ${Date.now()})`;

  const thread = await test.step('the patient sends a picture', async () => {
    const thread = await open(page, address, practitioner.name);
    await page.getByLabel('Attach a file').setInputFiles(picture);
    if (hydrates()) {
      // It is uploaded at once, and waits for the message.
      const waiting = page.getByRole('region', { name: 'Attached to your next message' });
      await expect(waiting.getByRole('link', { name: picture.name })).toBeVisible(soon);
      await expectAccessible(page);
    }
    await send(page, practitioner.name, 'What is this?');
    await expect(bubble(page, 'What is this?').getByRole('link', { name: picture.name })).toBeVisible();
    await expectAccessible(page);
    return thread;
  });

  await test.step('the practitioner prepares a reply and uses it', async () => {
    await visit(elsewhere, '/practitioner/messages');
    await hydrated(elsewhere);
    await elsewhere.getByLabel('New quick reply').fill(reply);
    await elsewhere.getByRole('button', { name: 'Add quick reply' }).click();
    await expect(elsewhere.getByRole('listitem').filter({ hasText: reply })).toBeVisible();
    await visit(elsewhere, thread);
    await hydrated(elsewhere);
    const file = bubble(elsewhere, 'What is this?').getByRole('link', { name: picture.name });
    const found = await elsewhere.request.get((await file.getAttribute('href')) ?? '');
    expect([found.status(), found.headers()['content-type']]).toEqual([200, 'image/png']);
    await elsewhere.getByText('Quick replies', { exact: true }).click();
    await elsewhere.getByRole('button', { name: reply }).click();
    await expect(elsewhere.getByLabel(`Message to ${patient.name}`)).toHaveValue(reply);
    await hydrated(elsewhere);
    await expectAccessible(elsewhere);
    await elsewhere.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(bubble(elsewhere, reply)).toBeVisible();
  });

  await test.step('and keeps the message in the record', async () => {
    await hydrated(elsewhere);
    await bubble(elsewhere, 'What is this?').getByRole('button', { name: /^Keep in record/ }).click();
    await bubble(elsewhere, 'What is this?').getByRole('link', { name: 'Kept in the record' }).click();
    await expect(elsewhere.getByRole('main')).toContainText(`Message from ${patient.name}`);
  });

  await test.step('the quick reply is removed again', async () => {
    await visit(elsewhere, '/practitioner/messages');
    await hydrated(elsewhere);
    const row = elsewhere.getByRole('listitem').filter({ hasText: reply });
    await row.getByText('Change or remove').click();
    await row.getByRole('button', { name: /^Remove/ }).click();
    await expect(elsewhere.getByRole('listitem').filter({ hasText: reply })).toHaveCount(0);
  });
});
