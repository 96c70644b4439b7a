// A practitioner's consultation: opened from the appointment, with notes, measurements and prescriptions; drafts that survive a
// reload; and what the patient can read of it.

import { expectAccessible } from './support/axe.ts';
import { own } from './support/clinic.ts';
import { expect, hydrated, hydrates, test, visit, type Page } from './support/fixtures.ts';
import { arriveAs, arriveAsNewPatient, book, call, expectProblem, freeTime } from './support/journeys.ts';
import { expectSound } from './support/sound.ts';
import type { Locator } from '@playwright/test';

// The browser logs error responses to scripts.
test.use({ tolerated: [/status of 422/] });

/** A new patient with a time; the practitioner is in the other browser, with the consultation open. */
async function begin(page: Page, elsewhere: Page, nth: number) {
  const practitioner = own('consultation');
  const patient = await arriveAsNewPatient(page);
  const address = await book(page, await freeTime(page, practitioner, nth), 'Sore ear');
  await arriveAs(elsewhere, practitioner.email);
  return { practitioner, patient, address, consultation: `${address}/consultation`, id: address.replace(/\D/g, '') };
}

const form = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

/** Opens a form that is folded away until it is used. */
async function unfold(section: Locator) {
  const isOpen = (await section.locator('details').first().getAttribute('open')) !== null;
  if (!isOpen) await section.locator('summary').first().click();
}

async function prescribe(page: Page, medicine: string) {
  const prescription = form(page, 'Prescription');
  await prescription.getByLabel('Prescribed for').fill('Otitis media');
  await prescription.getByLabel('Medicine of medicine 1').fill(medicine);
  await prescription.getByLabel('Dose of medicine 1').fill('500 mg');
  await prescription.getByLabel('How often of medicine 1').fill('three times a day');
  await prescription.getByLabel('For how long of medicine 1').fill('7 days');
  await prescription.getByRole('button', { name: 'Sign prescription' }).click();
}

test('T7, S4-03: a prescription is signed in the consultation, linked to it, and read by the patient', { tag: ['@storage', '@phone'] }, async ({
  page,
  elsewhere,
}) => {
  const { practitioner, patient, address, consultation } = await begin(page, elsewhere, 0);

  await test.step('the practitioner opens the consultation from the appointment', async () => {
    await visit(elsewhere, address);
    await form(elsewhere, 'Consultation').locator('a, button').click();
    await expect(elsewhere).toHaveURL(consultation);
    await expect(elsewhere.getByRole('heading', { name: `Consultation with ${patient.name}`, level: 1 })).toBeVisible();
    await hydrated(elsewhere);
    // On a later day it asks for confirmation before it opens.
    const anyway = elsewhere.getByRole('button', { name: 'Open consultation anyway' });
    if (await anyway.isVisible()) {
      await expect(elsewhere.getByText('Open it now only if the patient is already with you.')).toBeVisible();
      await expectAccessible(elsewhere);
      await anyway.click();
    }
    await expect(form(elsewhere, 'Notes')).toBeVisible();
    await expect(elsewhere.getByRole('region', { name: 'Allergies' })).toBeVisible();
    await expect(elsewhere.getByText('Reason: Sore ear')).toBeVisible();
    await hydrated(elsewhere);
    await expectSound(elsewhere);
  });

  await test.step('notes and measures', async () => {
    await form(elsewhere, 'Notes').getByLabel('Note', { exact: true }).fill('Red left eardrum\nNo fever');
    await form(elsewhere, 'Notes').getByRole('button', { name: 'Add note' }).click();
    const written = form(elsewhere, 'Written in this consultation');
    await expect(written.getByRole('link', { name: 'Red left eardrum' })).toBeVisible();
    await expect(form(elsewhere, 'Notes').getByLabel('Note', { exact: true })).toHaveValue('');
    await hydrated(elsewhere);
    const measurements = form(elsewhere, 'Measurements');
    await expect(measurements.getByRole('heading', { name: 'Measurements', level: 2 })).toBeVisible();
    await expect(measurements.getByLabel('Temperature')).toBeHidden();
    await measurements.locator('summary').first().press('Enter');
    await measurements.getByLabel('Temperature').fill('37.4');
    await measurements.getByRole('button', { name: 'Add measurements' }).click();
    await expect(written.getByRole('link', { name: 'Temperature 37.4 °C' })).toBeVisible();
    await hydrated(elsewhere);
  });

  await test.step('signs a prescription', async () => {
    await prescribe(elsewhere, 'Amoxicillin');
    const written = form(elsewhere, 'Written in this consultation');
    await expect(written.getByRole('link', { name: 'Amoxicillin' })).toBeVisible();
    await hydrated(elsewhere);
    await expectAccessible(elsewhere);
  });

  await test.step('the patient hears of it and reads it', async () => {
    await visit(page, '/notices');
    await page.getByRole('link', { name: 'You have a new prescription' }).click();
    await expect(page.getByRole('heading', { name: 'Prescription', level: 1 })).toBeVisible();
    await expect(page.getByText('500 mg, three times a day, 7 days')).toBeVisible();
    await expect(page.getByText(`signed by ${practitioner.name}`)).toBeVisible();
    await expect(page.getByRole('button', { name: 'Stop prescription' })).toHaveCount(0);
    await hydrated(page);
    await expectSound(page);
    const href = await page.getByRole('link', { name: 'Print (PDF)' }).getAttribute('href');
    const pdf = await page.request.get(href ?? '');
    expect(pdf.headers()['content-type']).toBe('application/pdf');
    expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-');
  });

  await test.step('nobody else does', async () => {
    const path = new URL(page.url()).pathname;
    await arriveAsNewPatient(page);
    expect((await page.request.get(`${path}/prescription.pdf`)).status()).toBe(404);
    expect((await page.request.get(path)).status()).toBe(404);
    expect((await page.request.get(consultation)).status()).toBe(404);
  });
});

test('what speaks against a prescription is said, and it is signed only all the same', async ({ page, elsewhere }) => {
  const { consultation, id } = await begin(page, elsewhere, 2);
  await call(elsewhere, 'open_consultation', { id });
  await visit(elsewhere, consultation);
  await prescribe(elsewhere, 'Metformin');
  const written = form(elsewhere, 'Written in this consultation');
  await expect(written.getByRole('link', { name: 'Metformin' })).toHaveCount(1);
  await hydrated(elsewhere);

  await prescribe(elsewhere, 'Metformin XR');

  await expectProblem(elsewhere, 'There are warnings about this prescription');
  const prescription = form(elsewhere, 'Prescription');
  await expect(prescription.getByText('Metformin XR: the patient already takes Metformin.')).toBeVisible();
  await expect(prescription.getByLabel('Medicine of medicine 1')).toHaveValue('Metformin XR');
  await hydrated(elsewhere);
  await expectAccessible(elsewhere);
  await prescription.getByLabel('Prescribe anyway').check();
  await prescription.getByRole('button', { name: 'Sign prescription' }).click();
  await expect(written.getByRole('link', { name: 'Metformin XR' })).toBeVisible();
  await written.getByRole('link', { name: 'Metformin XR' }).click();
  await expect(elsewhere.getByRole('heading', { name: 'Signed despite' })).toBeVisible();
  await hydrated(elsewhere);
  await elsewhere.getByLabel('Reason for stopping').fill('Signed twice');
  await elsewhere.getByRole('button', { name: 'Stop prescription' }).click();
  await expect(elsewhere.getByText(/^Stopped .*: Signed twice$/)).toBeVisible();
});

test('values that cannot be true are refused, and nothing has to be typed again', async ({ page, elsewhere }) => {
  const { consultation, id } = await begin(page, elsewhere, 4);
  await call(elsewhere, 'open_consultation', { id });
  await visit(elsewhere, consultation);
  const measurements = form(elsewhere, 'Measurements');
  await unfold(measurements);
  await measurements.getByLabel('Weight').fill('7250');
  await measurements.getByLabel('Heart rate').fill('64');

  await measurements.getByRole('button', { name: 'Add measurements' }).click();

  await expectProblem(elsewhere, 'Enter the weight in kilograms, from 1 to 400');
  await expect(measurements.getByLabel('Heart rate')).toHaveValue('64');
  await expect(measurements.getByLabel('Weight')).toHaveValue('7250');
  await hydrated(elsewhere);
  await measurements.getByLabel('Weight').fill('7');
  await measurements.getByRole('button', { name: 'Add measurements' }).click();
  await expectProblem(elsewhere, "This weight is unusual at the patient's age.");
  await expect(measurements.getByLabel('These values are right')).not.toBeChecked();
  await hydrated(elsewhere);
  await measurements.getByLabel('Weight').fill('72.5');
  await measurements.getByRole('button', { name: 'Add measurements' }).click();
  const written = form(elsewhere, 'Written in this consultation');
  await expect(written.getByText('Weight 72.5 kg')).toBeVisible();
  await hydrated(elsewhere);

  await test.step('what one form said is gone once another is refused', async () => {
    await form(elsewhere, 'Notes').getByLabel('Note', { exact: true }).fill('Lost weight');
    await form(elsewhere, 'Notes').getByRole('button', { name: 'Add note' }).click();
    await expect(written.getByRole('link', { name: 'Lost weight' })).toBeVisible();
    await expect(elsewhere.getByRole('status').filter({ hasText: 'Note added.' })).toBeVisible();
    await expect(elsewhere.getByText('Measurements added.')).toHaveCount(0);
    await hydrated(elsewhere);
    await unfold(measurements);
    await measurements.getByLabel('Weight').fill('9999');
    await measurements.getByRole('button', { name: 'Add measurements' }).click();
    await expectProblem(elsewhere, 'Enter the weight in kilograms, from 1 to 400');
    await expect(elsewhere.getByText('Note added.')).toHaveCount(0);
  });
});

test('S3-25: an author amends a note, and what it said before stays readable', async ({ page, elsewhere }) => {
  const { consultation, id } = await begin(page, elsewhere, 6);
  await call(elsewhere, 'open_consultation', { id });
  await call(elsewhere, 'write_note', { id, 'form[text]': 'Left knee' });
  await visit(elsewhere, consultation);
  await form(elsewhere, 'Written in this consultation').getByRole('link', { name: 'Left knee' }).click();
  await expect(elsewhere.getByRole('heading', { name: 'Left knee', level: 1 })).toBeVisible();
  await hydrated(elsewhere);
  const path = new URL(elsewhere.url()).pathname;

  await elsewhere.getByLabel('Note', { exact: true }).fill('Right knee');
  await elsewhere.getByLabel('Reason for the change').fill('Wrong side');
  await elsewhere.getByRole('button', { name: 'Save new version' }).click();

  await expect(elsewhere.getByRole('heading', { name: 'Earlier versions' })).toBeVisible();
  await expect(elsewhere.getByText('Amended because: Wrong side')).toBeVisible();
  await hydrated(elsewhere);
  await expectSound(elsewhere);
  await visit(page, path);
  await expect(page.getByText('Right knee')).toBeVisible();
  await expect(page.getByRole('button')).not.toContainText(['Save new version']);
});

test('what is typed is kept while it is typed, and there again after a reload @hydrated-only', async ({
  page,
  elsewhere,
}) => {
  test.skip(!hydrates(), 'drafts are kept by the script');
  const { consultation, id } = await begin(page, elsewhere, 8);
  await call(elsewhere, 'open_consultation', { id });
  await visit(elsewhere, consultation);
  const note = form(elsewhere, 'Notes').getByLabel('Note', { exact: true });
  await note.pressSequentially('Half a sent');
  await expect(form(elsewhere, 'Notes').getByText(/^Draft saved \d\d:\d\d$/)).toBeVisible();

  await elsewhere.reload();
  await hydrated(elsewhere);

  await expect(note).toHaveValue('Half a sent');
  await expect(form(elsewhere, 'Notes').getByText(/This is your draft/)).toBeVisible();
  await form(elsewhere, 'Notes').getByRole('button', { name: 'Discard draft' }).click();
  await expect(note).toHaveValue('');
});

test('a practitioner to whom the record is closed carries the visit out, and adds no files', async ({ page, elsewhere }) => {
  const { practitioner, consultation, address } = await begin(page, elsewhere, 10);
  await call(page, 'block_practitioner', { practitioner: String(practitioner.id) });

  await visit(elsewhere, consultation);
  await elsewhere.getByRole('button', { name: 'Open consultation' }).click();
  await expect(elsewhere.getByText("This record is closed to you, so allergies aren't shown. Ask the patient.")).toBeVisible();
  await hydrated(elsewhere);
  await form(elsewhere, 'Notes').getByLabel('Note', { exact: true }).fill('Seen, sent home');
  await form(elsewhere, 'Notes').getByRole('button', { name: 'Add note' }).click();
  await expect(form(elsewhere, 'Written in this consultation').getByRole('link', { name: 'Seen, sent home' })).toBeVisible();
  await hydrated(elsewhere);
  await expectAccessible(elsewhere);

  await visit(elsewhere, `${address}/documents`);
  await expect(elsewhere.getByText('This record is closed to you: you can see what you added')).toBeVisible();
  await expect(elsewhere.getByRole('button', { name: 'Add document' })).toHaveCount(0);
  await expectAccessible(elsewhere);
});

test('what is typed while the page takes in a refusal stays', { tag: '@hydrated-only' }, async ({ page, elsewhere }) => {
  const { consultation, id } = await begin(page, elsewhere, 12);
  await call(elsewhere, 'open_consultation', { id });
  await visit(elsewhere, consultation);
  const measurements = form(elsewhere, 'Measurements');
  await unfold(measurements);
  await measurements.getByLabel('Weight').fill('7250');
  let answer = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await elsewhere.route('**/api/kept_draft*', async (route) => {
    await held;
    await route.continue();
  });
  await measurements.getByRole('button', { name: 'Add measurements' }).click();
  await expectProblem(elsewhere, 'Enter the weight in kilograms, from 1 to 400');

  await measurements.getByLabel('Weight').fill('72.5');
  await measurements.getByLabel('Heart rate').fill('64');
  answer();
  await expect(measurements.getByText('This is your draft.')).toBeVisible();

  await expect(measurements.getByLabel('Weight')).toHaveValue('72.5');
  await expect(measurements.getByLabel('Heart rate')).toHaveValue('64');
});
