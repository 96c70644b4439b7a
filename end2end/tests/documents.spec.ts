// Documents in the record: added, listed, opened, and retracted (T8, T9).

import { readFile } from 'node:fs/promises';

import { expectAccessible } from './support/axe.ts';
import { own } from './support/clinic.ts';
import { expect, hydrated, statusOf, test, visit, type Page } from './support/fixtures.ts';
import { arriveAs, arriveAsNewPatient, book, expectProblem, freeNextWeek, png } from './support/journeys.ts';
import { expectSound } from './support/sound.ts';

// The browser logs what the server refuses to a script, and what did not arrive.
test.use({ tolerated: [/status of 4\d\d|net::ERR_FAILED/] });

/** A PDF of one empty page. */
function pdf(): Buffer {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] >>',
  ];
  let text = '%PDF-1.7\n';
  const places = objects.map((object, n) => {
    const place = text.length;
    text += `${n + 1} 0 obj\n${object}\nendobj\n`;
    return place;
  });
  const table = text.length;
  const rows = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  text += `xref\n0 4\n0000000000 65535 f \n${rows}trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}

const files = {
  report: { name: 'Blood results.pdf', mimeType: 'application/pdf', buffer: pdf() },
  image: { name: 'Skin.png', mimeType: 'image/png', buffer: png },
  empty: { name: 'Empty.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(0) },
  heic: { name: 'IMG_1.HEIC', mimeType: 'image/heic', buffer: Buffer.from('\0\0\0\x24ftypheic\0\0\0\0mif1heic', 'latin1') },
  fake: { name: 'Holiday.png', mimeType: 'image/png', buffer: Buffer.from('<!doctype html><script>alert(1)</script>') },
};

async function add(page: Page, what: string, file: (typeof files)['report']) {
  await page.getByLabel('Type of document').selectOption({ label: what });
  await page.getByLabel('File', { exact: true }).setInputFiles(file);
  await page.getByRole('button', { name: 'Add document' }).click();
}

const rowOf = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name });

test('a patient adds a report, finds it again and has the file', { tag: '@storage' }, async ({ page, elsewhere }) => {
  await arriveAsNewPatient(page);
  await visit(page, '/patient');
  await page.getByRole('link', { name: 'My documents' }).click();
  await expect(page.getByRole('heading', { name: 'No documents yet' })).toBeVisible();
  await hydrated(page);
  await expectAccessible(page);

  await add(page, 'Test result', files.report);
  await expect(page.getByText('Added to your record.')).toBeVisible();
  await expect(rowOf(page, files.report.name)).toContainText('Test result, PDF');
  await hydrated(page);
  await expectAccessible(page);

  await page.getByRole('link', { name: files.report.name }).click();
  await expect(page.getByRole('heading', { name: files.report.name, level: 1 })).toBeVisible();
  await hydrated(page);
  await expectSound(page);
  const arriving = page.waitForEvent('download');
  await page.getByRole('link', { name: /^Download/ }).click();
  const download = await arriving;
  expect(download.suggestedFilename()).toBe(files.report.name);
  expect(await readFile(await download.path())).toEqual(files.report.buffer);

  const address = new URL(page.url()).pathname;
  await arriveAsNewPatient(elsewhere);
  expect(await statusOf(elsewhere, address)).toBe(404);
  expect((await elsewhere.request.get(`${address}/file`)).status()).toBe(404);
});

test('a practitioner adds an image, the patient is told and sees it, and it is taken back', async ({ page, elsewhere }) => {
  const practitioner = own('documents');
  const patient = await arriveAsNewPatient(page);
  const slot = (await freeNextWeek(page, practitioner)).at(-1);
  if (!slot) throw new Error('No free time');
  const appointment = await book(page, slot);
  await arriveAs(elsewhere, practitioner.email);
  await visit(elsewhere, appointment);
  await elsewhere.getByRole('link', { name: 'Documents' }).click();
  await expect(elsewhere.getByRole('heading', { name: `Documents of ${patient.name}`, level: 1 })).toBeVisible();
  await hydrated(elsewhere);

  await add(elsewhere, 'Image', files.image);
  await expect(elsewhere.getByText("Added to the record. We've let the patient know.")).toBeVisible();
  await expect(rowOf(elsewhere, files.image.name)).toContainText('Added by you');
  await hydrated(elsewhere);
  await expectSound(elsewhere);

  await visit(page, '/notices');
  await expect(rowOf(page, 'A new document in your record')).toContainText(`${practitioner.name} added it.`);
  await page.getByRole('link', { name: 'A new document in your record' }).click();
  await expect(page.getByRole('heading', { name: files.image.name, level: 1 })).toBeVisible();
  await hydrated(page);
  await expectAccessible(page);
  const preview = page.getByRole('img', { name: `Thumbnail of ${files.image.name}` });
  await expect(preview).toBeVisible();
  await expect(preview).toHaveJSProperty('naturalWidth', 1);
  const opening = page.context().waitForEvent('page');
  await page.getByRole('link', { name: 'Open', exact: true }).click();
  const opened = await opening;
  await opened.waitForLoadState();
  await expect(opened.locator('img')).toHaveJSProperty('naturalWidth', 1);
  await opened.close();
  const address = new URL(page.url()).pathname;
  await expect(page.getByText('This was added by mistake')).toHaveCount(0);

  await elsewhere.getByRole('link', { name: files.image.name }).click();
  await elsewhere.getByText('This was added by mistake').click();
  await hydrated(elsewhere);
  await elsewhere.getByLabel('Why').fill('Of somebody else');
  await elsewhere.getByRole('button', { name: 'Mark as entered in error' }).click();
  await expect(elsewhere.getByText('Only you can still open the file.')).toBeVisible();
  await expect(elsewhere.getByRole('link', { name: /^Download/ })).toBeVisible();

  await visit(page, '/documents');
  await expect(rowOf(page, files.image.name)).toContainText('Entered in error');
  await visit(page, address);
  await expect(page.getByText('The file is no longer available.')).toBeVisible();
  await expect(page.getByText('Of somebody else')).toBeVisible();
  await expect(page.getByRole('link', { name: /^Download/ })).toHaveCount(0);
  await hydrated(page);
  await expectAccessible(page);
  expect((await page.request.get(`${address}/file`)).status()).toBe(404);
});

test('a file that is not what its name says is refused in place, and another one is taken', async ({ page }) => {
  await arriveAsNewPatient(page);
  await visit(page, '/documents');

  await page.getByRole('button', { name: 'Add document' }).click();
  await expectProblem(page, 'Choose a file');
  await hydrated(page);
  await add(page, 'Image', files.fake);
  await expectProblem(page, "This isn't a PDF, PNG or JPEG file");
  await expect(page.getByRole('heading', { name: 'No documents yet' })).toBeVisible();
  await hydrated(page);
  await expectAccessible(page);
  await add(page, 'Report', files.empty);
  await expectProblem(page, 'This file is empty');
  await hydrated(page);
  await add(page, 'Image', files.heic);
  await expectProblem(page, "We can't read HEIC photos yet. Save it as JPEG and try again");
  await hydrated(page);

  await add(page, 'Image', files.image);
  await expect(page.getByText('Added to your record.')).toBeVisible();
  await expect(rowOf(page, files.image.name)).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('what is chosen for the next document stays while the last arrives and is listed', { tag: '@hydrated-only' }, async ({ page }) => {
  await arriveAsNewPatient(page);
  await visit(page, '/documents');
  const gate = () => {
    let open = () => {};
    const opened = new Promise<void>((resolve) => (open = resolve));
    return { open, opened };
  };
  const [sending, listing] = [gate(), gate()];
  await page.route('**/documents/upload', async (route) => {
    await sending.opened;
    await route.continue();
  });
  await page.route('**/api/documents?*', async (route) => {
    await listing.opened;
    await route.continue();
  });
  const chosen = page.getByLabel('File', { exact: true });
  const nameOf = () => chosen.evaluate((input: HTMLInputElement) => input.files?.[0]?.name ?? '');

  // After it was sent, while the list is reloaded.
  await add(page, 'Letter', files.report);
  sending.open();
  await expect(page.getByText('Added to your record.')).toBeVisible();
  expect(await nameOf()).toBe('');
  await page.getByLabel('Type of document').selectOption({ label: 'Image' });
  await chosen.setInputFiles(files.image);
  listing.open();
  await expect(rowOf(page, files.report.name)).toBeVisible();
  expect(await nameOf()).toBe(files.image.name);
  await page.unroute('**/documents/upload');

  // And while it is being sent.
  const held = gate();
  await page.route('**/documents/upload', async (route) => {
    await held.opened;
    await route.continue();
  });
  await page.getByRole('button', { name: 'Add document' }).click();
  await expect(page.getByRole('progressbar')).toBeVisible();
  await chosen.setInputFiles({ ...files.report, name: 'More results.pdf' });
  held.open();
  await expect(rowOf(page, files.image.name)).toContainText('Image, PNG');
  expect(await nameOf()).toBe('More results.pdf');
  await page.getByRole('button', { name: 'Add document' }).click();
  await expect(rowOf(page, 'More results.pdf')).toBeVisible();
  expect(await nameOf()).toBe('');
});

test('a file on its way can be stopped, and leaving the page asks first', { tag: '@hydrated-only' }, async ({ page }) => {
  await arriveAsNewPatient(page);
  await visit(page, '/documents');
  // It never arrives by itself. Once stopped, it cannot continue.
  let stopped = () => {};
  const held = new Promise<void>((resolve) => (stopped = resolve));
  await page.route('**/documents/upload', async (route) => {
    await held;
    await route.abort().catch(() => {});
  });

  await add(page, 'Letter', files.report);
  await page.getByRole('button', { name: 'Cancel upload' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Upload cancelled.' })).toBeVisible();
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  await expect(page.getByRole('alert')).toHaveCount(0);

  await page.getByRole('button', { name: 'Add document' }).click();
  await expect(page.getByRole('progressbar')).toBeVisible();
  const asked: string[] = [];
  page.once('dialog', async (dialog) => {
    asked.push(dialog.message());
    await dialog.dismiss();
  });
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Find care' }).click();
  await expect(page.getByRole('progressbar')).toBeVisible();
  expect(new URL(page.url()).pathname).toBe('/documents');
  page.once('dialog', async (dialog) => {
    asked.push(dialog.message());
    await dialog.accept();
  });
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Find care' }).click();
  await page.waitForURL('**/search');
  expect(asked).toEqual(Array(2).fill('The file is still being sent. Leave this page and stop sending it?'));

  stopped();
  await page.unroute('**/documents/upload');
  await visit(page, '/documents');
  await expect(page.getByRole('heading', { name: 'No documents yet' })).toBeVisible();
});

test('progress shows while a file is sent, and a lost connection is told', { tag: '@hydrated-only' }, async ({ page }) => {
  await arriveAsNewPatient(page);
  await visit(page, '/documents');
  let arrive = () => {};
  const held = new Promise<void>((resolve) => (arrive = resolve));
  await page.route('**/documents/upload', async (route) => {
    await held;
    await route.continue();
  });

  await add(page, 'Letter', files.report);
  await expect(page.getByRole('progressbar')).toBeVisible();
  await expectAccessible(page);
  arrive();
  await expect(page.getByText('Added to your record.')).toBeVisible();
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  await expect(rowOf(page, files.report.name)).toBeVisible();
  await page.unroute('**/documents/upload');

  await page.route('**/documents/upload', (route) => route.abort());
  await add(page, 'Letter', files.image);
  await expectProblem(page, "We couldn't confirm that this was saved");
  await visit(page, '/documents');
  await expect(rowOf(page, files.report.name)).toBeVisible();
  await expect(rowOf(page, files.image.name)).toHaveCount(0);

  const large = { ...files.image, buffer: Buffer.alloc(10_000_001) };
  await page.getByLabel('File', { exact: true }).setInputFiles(large);
  await expect(page.locator('#file-error'), 'said before it is sent').toContainText('This file is larger than 10 MB');
  await add(page, 'Image', large);
  await expectProblem(page, 'This file is larger than 10 MB');
});
