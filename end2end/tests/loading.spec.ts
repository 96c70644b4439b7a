// The texts that a page needs are fetched before it is hydrated.

import { expect, test, visit } from './support/fixtures.ts';

for (const path of ['/', '/book/1']) {
  test(`${path} is painted before its code is fetched`, { tag: '@hydrated-only' }, async ({ page }) => {
    const priorities = new Map<string, string>();
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    session.on('Network.requestWillBeSent', ({ request }) => {
      priorities.set(new URL(request.url).pathname, request.initialPriority);
    });

    await visit(page, path);

    const named = (links: string) =>
      page.locator(links).evaluateAll((found) => found.map((link) => new URL((link as HTMLLinkElement).href).pathname));
    const code = await named('link[rel="preload"][as="fetch"]');
    const shown = await named('link[rel="stylesheet"]');
    expect(code.length).toBeGreaterThanOrEqual(2);
    expect(shown.length).toBeGreaterThanOrEqual(1);
    for (const address of code) expect(priorities.get(address), address).toBe('Low');
    for (const address of shown) expect(priorities.get(address), address).toMatch(/High$/);
    const [painted, begun] = await page.evaluate((files) => {
      const paint = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Infinity;
      const starts = files.map((file) => performance.getEntriesByName(location.origin + file)[0]?.startTime ?? 0);
      return [paint, Math.min(...starts)];
    }, code);
    expect(begun).toBeGreaterThanOrEqual(painted);
  });
}
