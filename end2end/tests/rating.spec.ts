// Ratings: given after a visit, changed and removed by the patient, read by everyone without a name, hidden by administrators.

import { expectAccessible } from './support/axe.ts';
import { demo, own, type Practitioner } from './support/clinic.ts';
import { expect, hydrated, hydrates, test, visit, type Page } from './support/fixtures.ts';
import { arriveAs, arriveAsNewPatient, ask, call, documentsLoaded, visitProfile } from './support/journeys.ts';
import { expectSound } from './support/sound.ts';

// The browser logs error responses to scripts.
test.use({ tolerated: [/status of 422/] });

interface Seen {
  appointment: string;
  patient: string;
  centre: number;
}

interface Average {
  ratings: number;
  stars: number;
}

/** What the server says of a practitioner's ratings. */
const averageOf = async (page: Page, { id }: Practitioner) =>
  (await ask<{ reviews: { average: Average } }>(page, 'practitioner', { id: String(id) })).reviews.average;

/** As profiles and results say it. */
const inWords = ({ ratings, stars }: Average) =>
  ratings === 0
    ? 'Not rated yet'
    : `${((Math.floor((stars * 20 + ratings) / (2 * ratings)) / 10)).toFixed(1)} out of 5 from ${ratings} rating${ratings === 1 ? '' : 's'}`;

/** Completed visits of the last half a year, the latest first; asked by the practitioner. */
async function completed(page: Page) {
  interface Visit { id: number; patient_name: string; centre: number; status: string }
  const seen: Seen[] = [];
  for (let week = 0; week < 26; week++) {
    const from = new Date(Date.now() - week * 7 * 86_400_000).toISOString().slice(0, 10);
    const { days } = await ask<{ days: { visits: Visit[] }[] }>(page, 'agenda', { from, view: 'week' });
    const visits = days.flatMap(({ visits }) => visits).filter(({ status }) => status === 'fulfilled');
    for (const { id, patient_name: patient, centre } of visits) {
      seen.push({ appointment: `/appointments/${id}`, patient, centre });
    }
  }
  return seen;
}

/** Signs in, in the first browser, a seeded patient who has been there, and takes back what they have said of the practitioner. */
async function arriveAsSomebodySeen(page: Page, elsewhere: Page, practitioner: Practitioner): Promise<Seen> {
  await arriveAs(elsewhere, practitioner.email);
  const visits = await completed(elsewhere);
  await arriveAs(elsewhere, demo.administrator);
  for (const seen of visits) {
    const { rows } = await ask<{ rows: { name: string; email: string }[] }>(elsewhere, 'admin_accounts', {
      q: seen.patient,
      role: 'patient',
    });
    const [somebody, namesake] = rows.filter(({ name }) => name === seen.patient);
    if (!somebody || namesake || somebody.email === demo.patient) continue;
    await arriveAs(page, somebody.email);
    const subject = { kind: 'practitioner', id: String(practitioner.id) };
    const { is_rated } = await ask<{ is_rated: boolean }>(page, 'rate_page', subject);
    if (is_rated) await call(page, 'take_back_rating', subject);
    return seen;
  }
  throw new Error(`${practitioner.name} has completed no visit`);
}

const star = (page: Page, name: RegExp) => page.getByRole('radio', { name });

const reviews = (page: Page) => page.getByRole('region', { name: 'Reviews' });

test('S3-18: a patient rates after a visit, changes it, and everybody sees the average without a name', { tag: '@storage' }, async ({
  page,
  elsewhere,
}) => {
  test.slow();
  const practitioner = own('ratings');
  const seen = await arriveAsSomebodySeen(page, elsewhere, practitioner);
  const before = await averageOf(page, practitioner);
  const answer = `Thank you (${Date.now()})`;
  const words = `Listened well (${test.info().project.name}, ${Date.now()})`;

  await test.step('from the page of the visit', async () => {
    await visit(page, seen.appointment);
    const asked = page.getByRole('region', { name: 'How was it?' });
    await expect(asked.getByRole('listitem')).toHaveCount(2);
    await expectAccessible(page);
    await asked.getByRole('link', { name: `Rate ${practitioner.name}` }).click();
    await expect(page.getByRole('heading', { name: `Rate ${practitioner.name}`, level: 1 })).toBeVisible();
    await hydrated(page);
    await expectSound(page);
  });

  await test.step('without stars it is refused, and nothing has to be typed again', async () => {
    await page.getByLabel('Your review').fill(words);
    await page.getByRole('button', { name: 'Save rating' }).click();
    await expect(page.getByRole('alert')).toContainText('Choose from 1 to 5 stars');
    await expect(page.getByLabel('Your review')).toHaveValue(words);
    await hydrated(page);
    await expectAccessible(page);
  });

  await test.step('by keyboard', async () => {
    await star(page, /^1 star,/).focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowRight');
    await expect(star(page, /^2 stars,/)).toBeChecked();
    await page.getByRole('button', { name: 'Save rating' }).click();
    await expect(page).toHaveURL(`${seen.appointment}?rated=1`);
    await expect(page.getByText('Thank you. Your rating has been saved.')).toBeVisible();
    await expect(page.getByRole('region', { name: 'How was it?' })).toContainText('2 stars of 5');
    await hydrated(page);
  });

  await test.step('changes it', async () => {
    await page.getByRole('link', { name: `Change ${practitioner.name}` }).click();
    await expect(page.getByRole('heading', { name: `Change your rating of ${practitioner.name}` })).toBeVisible();
    await expect(star(page, /^2 stars,/)).toBeChecked();
    await hydrated(page);
    await expectAccessible(page);
    await star(page, /^5 stars,/).check();
    await page.getByRole('button', { name: 'Save rating' }).click();
    await expect(page.getByRole('region', { name: 'How was it?' })).toContainText('5 stars of 5');
    await hydrated(page);
  });

  const after = { ratings: before.ratings + 1, stars: before.stars + 5 };

  await test.step('a visitor sees it on the profile and in the search, and no name', async () => {
    await elsewhere.context().clearCookies();
    await visitProfile(elsewhere, practitioner);
    await expect(elsewhere.getByText(inWords(after)).first()).toBeVisible();
    await expect(reviews(elsewhere)).toContainText(words);
    await expect(reviews(elsewhere)).toContainText('A patient, ');
    await expect(elsewhere.getByRole('main')).not.toContainText(seen.patient);
    await expect(elsewhere.getByRole('link', { name: /^Rate/ })).toHaveCount(0);
    await expectAccessible(elsewhere);
    await visit(elsewhere, `/search?q=${encodeURIComponent(practitioner.name)}`);
    const result = elsewhere.getByRole('article', { name: practitioner.name });
    await expect(result).toContainText(inWords(after));
    await expectAccessible(elsewhere);
  });

  await test.step('the practitioner sees it on their own page', async () => {
    await arriveAs(elsewhere, practitioner.email);
    await visit(elsewhere, '/practitioner');
    await expect(elsewhere.getByRole('complementary', { name: 'At a glance' })).toContainText(inWords(after));
    await elsewhere.getByRole('link', { name: 'Read your reviews' }).click();
    await expect(reviews(elsewhere)).toContainText(words);
  });

  await test.step('and answers it, for everybody to read', async () => {
    const review = reviews(elsewhere).getByRole('listitem').filter({ hasText: words });
    await hydrated(elsewhere);
    await review.getByText('Answer this review').click();
    await review.getByLabel('Your answer').fill(answer);
    await expectAccessible(elsewhere);
    await review.getByRole('button', { name: 'Publish answer' }).click();
    await expect(review).toContainText(`Answer from ${practitioner.name}`);
    await expect(review.getByText('Change your answer', { exact: true })).toBeVisible();
    await visitProfile(page, practitioner);
    await expect(reviews(page)).toContainText(answer);
  });

  await test.step('an administrator hides the words, and the stars still count', async () => {
    await arriveAs(elsewhere, demo.administrator);
    await visitProfile(elsewhere, practitioner);
    const review = reviews(elsewhere).getByRole('listitem').filter({ hasText: words });
    await review.getByText('Hide this review').click();
    await review.getByLabel("Why you're hiding it").fill('Names somebody else');
    await expectAccessible(elsewhere);
    await review.getByRole('button', { name: 'Hide review' }).click();
    await expect(review).toContainText('Names somebody else');
    await hydrated(elsewhere);
    await expectAccessible(elsewhere);
    await visitProfile(page, practitioner);
    await expect(page.getByText(inWords(after)).first()).toBeVisible();
    await expect(reviews(page)).toBeVisible();
    await expect(reviews(page)).not.toContainText(words);
    await expect(reviews(page)).not.toContainText(answer);
  });

  await test.step('and finds it among the latest reviews, to show it again and hide it once more', async () => {
    await visit(elsewhere, '/admin');
    await elsewhere.getByRole('main').getByRole('link', { name: 'Reviews', exact: true }).click();
    await expect(elsewhere.getByRole('heading', { name: 'Reviews', level: 1 })).toBeVisible();
    const review = elsewhere.getByRole('listitem').filter({ hasText: words });
    await expect(review.getByRole('link', { name: practitioner.name })).toBeVisible();
    await hydrated(elsewhere);
    await expectAccessible(elsewhere);
    await review.getByRole('button', { name: 'Show again' }).click();
    await expect(elsewhere).toHaveURL('/admin/reviews?moderated=1');
    await expect(review.getByText('Hide this review')).toBeVisible();
    await hydrated(elsewhere);
    await review.getByText('Hide this review').click();
    await review.getByLabel("Why you're hiding it").fill('Names somebody else');
    await review.getByRole('button', { name: 'Hide review' }).click();
    await expect(review.getByRole('button', { name: 'Show again' })).toBeVisible();
    await hydrated(elsewhere);
    await elsewhere.getByRole('searchbox', { name: "Words or practitioner's name" }).fill(words);
    await elsewhere.getByRole('button', { name: 'Show', exact: true }).click();
    await expect(elsewhere).toHaveURL(/[?&]q=/);
    await expect(review).toBeVisible();
    await expect(elsewhere.locator('li.review')).toHaveCount(1);
  });

  await test.step('the patient reads why, and takes it back', async () => {
    await page.getByRole('link', { name: `Change your rating of ${practitioner.name}` }).click();
    await expect(page.getByText('The clinic has hidden what you wrote: Names somebody else')).toBeVisible();
    await hydrated(page);
    await expectAccessible(page);
    const loaded = documentsLoaded(page);
    await page.getByRole('button', { name: 'Remove rating' }).click();
    await expect(page.getByText('Your rating has been removed.')).toBeVisible();
    await expect(page.getByText(inWords(before)).first()).toBeVisible();
    if (hydrates()) expect(loaded).toEqual([]);
  });
});

test('a centre is rated like a practitioner, from its own page', async ({ page, elsewhere }) => {
  const seen = await arriveAsSomebodySeen(page, elsewhere, own('ratings'));
  await visit(page, `/centres/${seen.centre}`);
  const rate = page.getByRole('link', { name: /^(Rate|Change your rating of) / });
  await rate.click();
  await expect(page.getByRole('heading', { name: /^(Rate|Change your rating of) /, level: 1 })).toBeVisible();
  await hydrated(page);

  await star(page, /^4 stars,/).check();
  await page.getByRole('button', { name: 'Save rating' }).click();

  await expect(page).toHaveURL(`/centres/${seen.centre}?rated=1`);
  await expect(page.getByRole('definition').filter({ hasText: / from \d+ ratings?$/ })).toBeVisible();
  await hydrated(page);
  await expectAccessible(page);
  await visit(page, '/search?kind=centre');
  await expect(page.getByText(/ out of 5 from \d+ ratings?$/).first()).toBeVisible();
});

test('without a visit nobody rates', async ({ page }) => {
  const practitioner = own('ratings');
  await arriveAsNewPatient(page);
  await visitProfile(page, practitioner);
  await expect(page.getByRole('heading', { name: practitioner.name, level: 1 })).toBeVisible();
  await expect(page.getByRole('link', { name: /^Rate/ })).toHaveCount(0);

  await visit(page, `/rate/practitioner/${practitioner.id}`);

  await expect(page.getByText('You can rate this after a completed visit.')).toBeVisible();
  await expect(page.getByRole('radio')).toHaveCount(0);
  await expectAccessible(page);
});

/** Counts, in every page that this browser opens from here on, the lines that are open. */
async function countLines(page: Page) {
  await page.context().addInitScript(() => {
    const lines: EventSource[] = [];
    window.EventSource = class extends EventSource {
      constructor(url: string | URL, options?: EventSourceInit) {
        super(url, options);
        lines.push(this);
      }
    };
    Object.assign(window, { openLines: () => lines.filter(({ readyState }) => readyState !== EventSource.CLOSED).length });
  });
}

const openLines = (page: Page) => page.evaluate(() => (window as unknown as { openLines: () => number }).openLines());

test('four profiles side by side follow what is written by one line each', { tag: '@hydrated-only' }, async ({ page, elsewhere, watch }) => {
  const practitioner = own('ratings');
  await arriveAsSomebodySeen(page, elsewhere, practitioner);
  const words = `Side by side (${Date.now()})`;
  await countLines(page);
  const profiles: Page[] = [];
  for (let nth = 0; nth < 4; nth++) {
    const profile = await page.context().newPage();
    watch(profile);
    await visitProfile(profile, practitioner);
    profiles.push(profile);
  }
  for (const profile of profiles) await expect.poll(() => openLines(profile)).toBe(1);

  // There is no room for it if each of the others takes two lines.
  await visitProfile(page, practitioner);
  const subject = { kind: 'practitioner', id: String(practitioner.id) };
  await call(page, 'rate', { ...subject, 'form[stars]': '4', 'form[review]': words });

  for (const profile of profiles) {
    await expect(reviews(profile)).toContainText(words);
    expect(await openLines(profile)).toBe(1);
  }
  await call(page, 'take_back_rating', subject);
  for (const profile of profiles) await expect(reviews(profile)).not.toContainText(words);
});

test('an open profile follows what is written, answered and hidden', { tag: ['@hydrated-only', '@storage'] }, async ({ page, elsewhere }) => {
  const practitioner = own('ratings');
  await arriveAsSomebodySeen(page, elsewhere, practitioner);
  const before = await averageOf(page, practitioner);
  const words = `On time (${Date.now()})`;
  await elsewhere.context().clearCookies();
  await visitProfile(elsewhere, practitioner);
  const loaded = documentsLoaded(elsewhere);

  const subject = { kind: 'practitioner', id: String(practitioner.id) };
  await call(page, 'rate', { ...subject, 'form[stars]': '4', 'form[review]': words });
  await expect(reviews(elsewhere)).toContainText(words);
  const after = { ratings: before.ratings + 1, stars: before.stars + 4 };
  await expect(elsewhere.getByText(inWords(after)).first()).toBeVisible();

  await arriveAs(page, demo.administrator);
  await visitProfile(page, practitioner);
  const hiding = reviews(page).getByRole('listitem').filter({ hasText: words });
  await hiding.locator('summary').filter({ hasText: 'Hide this review' }).click();
  await hiding.getByRole('textbox').fill('Not about the visit');
  await hiding.locator('form').filter({ has: page.getByRole('textbox') }).getByRole('button').click();

  await expect(reviews(elsewhere)).not.toContainText(words);
  expect(loaded).toEqual([]);
});
