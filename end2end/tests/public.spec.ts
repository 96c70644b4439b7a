// What everyone can use without an account: suggestions and filters in the search, the tools, and the pages about the clinic.

import { expect, hydrated, hydrates, test, visit } from './support/fixtures.ts';
import { arriveAsNewPatient } from './support/journeys.ts';

test('suggestions are reached by the keyboard, and lead to what they name', { tag: '@phone' }, async ({ page }) => {
  await visit(page, '/');
  const box = page.getByLabel('Who or what');
  if (!hydrates()) {
    await expect(page.getByRole('combobox', { name: 'Who or what' })).toHaveCount(0);
    await box.fill('physio');
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await expect(page.getByRole('heading', { name: /results for “physio”/ })).toBeVisible();
    return;
  }

  await box.pressSequentially('physioth');
  await expect(page.getByRole('listbox').getByRole('option', { name: /^Physiotherapist/ })).toBeVisible();
  await expect(box).toHaveAttribute('aria-expanded', 'true');
  await box.press('Escape');
  await expect(page.getByRole('listbox')).toHaveCount(0);
  await expect(box).toHaveValue('physioth');
  await box.pressSequentially('e');
  await expect(page.getByRole('listbox').getByRole('option', { name: /^Physiotherapist/ })).toBeVisible();
  await box.press('ArrowDown');
  await expect(page.getByRole('listbox').getByRole('option', { name: /^Physiotherapist/ })).toHaveAttribute('aria-selected', 'true');
  await box.press('Enter');

  await expect(page).toHaveURL('/search?profession=Physiotherapist');
  await expect(page.getByRole('link', { name: 'Remove filter: Physiotherapist' })).toBeVisible();
});

test('an open list of suggestions keeps nobody from pressing Search', { tag: ['@hydrated-only', '@phone'] }, async ({ page }) => {
  await visit(page, '/');
  await page.getByLabel('Who or what').pressSequentially('physio');
  await expect(page.getByRole('listbox').getByRole('option', { name: /^Physiotherapist/ })).toBeVisible();

  await page.getByRole('button', { name: 'Search', exact: true }).click();

  await expect(page.getByRole('heading', { name: /results for “physio”/ })).toBeVisible();
  await expect(page.getByRole('listbox')).toHaveCount(0);
});

test('the front page fetches what helps with the search only for whoever turns to it', { tag: '@hydrated-only' }, async ({ page }) => {
  const fetched: string[] = [];
  page.on('request', (request) => fetched.push(request.url()));
  await visit(page, '/');
  const ofTheSearch = () => fetched.filter((address) => address.includes('/split_search.'));
  expect(ofTheSearch()).toHaveLength(0);

  await page.getByLabel('Who or what').focus();

  await expect(page.getByRole('combobox', { name: 'Who or what' })).toBeVisible();
  expect(ofTheSearch()).toHaveLength(1);
});

test('a visitor does without the code of those who are signed in', { tag: '@hydrated-only' }, async ({ page }) => {
  const fetched: string[] = [];
  page.on('request', (request) => fetched.push(request.url()));
  const ofAccounts = () => fetched.filter((address) => address.includes('/split_account.'));
  await visit(page, '/');
  expect(ofAccounts()).toHaveLength(0);

  await arriveAsNewPatient(page);
  await visit(page, '/');

  await expect(page.getByRole('banner').locator('details.menu > summary')).toBeVisible();
  expect(ofAccounts().length).toBeGreaterThan(0);
});

test('filters ask for a gender and a language, and what means nothing is answered', async ({ page }) => {
  await visit(page, '/search?q=female+gp&colour=red');
  await expect(page.getByText("This address asks for \u201ccolour\u201d, which we don't recognise, so we ignored it.")).toBeVisible();
  await expect(page.getByRole('article').first()).toContainText('General practitioner');

  await visit(page, '/search?gender=female&language=english&kind=practitioner');
  await expect(page.getByRole('link', { name: 'Remove filter: Speaks english' })).toBeVisible();
  await page.getByRole('link', { name: 'Remove filter: A woman' }).click();
  await expect(page).toHaveURL('/search?kind=practitioner&language=english');
});

test('the tools work with what is typed and say what is wrong', async ({ page }) => {
  await visit(page, '/tools');
  const bmi = page.getByRole('region', { name: 'Body mass index' });
  await bmi.getByLabel('Height', { exact: true }).fill('1.70');
  await bmi.getByLabel('Weight', { exact: true }).fill('70');
  await bmi.getByRole('button', { name: 'Work out BMI' }).click();
  await expect(bmi.getByRole('alert')).toContainText('Enter a height from 100 to 250 centimetres');
  await hydrated(page);
  await bmi.getByLabel('Height', { exact: true }).fill('170');
  await bmi.getByRole('button', { name: 'Work out BMI' }).click();
  await expect(bmi.getByText('Your BMI is 24.2')).toBeVisible();
  await hydrated(page);

  const due = page.getByRole('region', { name: 'Pregnancy due date' });
  const first = new Date(Date.now() - 50 * 86_400_000).toISOString().slice(0, 10);
  await due.getByLabel('First day of the last period').fill(first);
  await due.getByRole('button', { name: 'Work out due date' }).click();
  await expect(due.getByText(/^The due date is about \S+day \d+ \S+ 20\d\d$/)).toBeVisible();
  await expect(due.getByText(/about 7 weeks and [12] days?/)).toBeVisible();
});

test('the footer leads to questions and to what is kept', async ({ page }) => {
  await visit(page, '/');
  await expect(page.getByRole('region', { name: 'Free soon' }).getByRole('link').first()).toBeVisible();
  const footer = page.getByRole('navigation', { name: 'Footer' });
  await expect(page.getByText("In an emergency, don't book: call your local emergency number.")).toBeVisible();

  await footer.getByRole('link', { name: 'Questions' }).click();
  await expect(page.getByRole('heading', { name: 'Questions and answers', level: 1 })).toBeVisible();
  await hydrated(page);
  await page.getByText('Do I need an account?').click();
  await expect(page.getByText('You can search and see free times without one.')).toBeVisible();
  await footer.getByRole('link', { name: 'Privacy' }).click();
  await expect(page.getByRole('heading', { name: 'Privacy', level: 1 })).toBeVisible();
  await expect(page.getByText("Administrators can't read records.")).toBeVisible();
});
