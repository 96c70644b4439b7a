// A letter as its recipient sees it: its HTML, extracted from what was sent, and whether it is legible.

import { type Request } from '@playwright/test';

import { expect, type Page } from './fixtures.ts';

/** The HTML of a letter as it was sent. */
export function htmlOf(letter: string): string {
  for (const part of letter.split(/\r\n--[^\r\n]+\r\n/)) {
    const [head = '', ...rest] = part.split('\r\n\r\n');
    if (!/^Content-Type: text\/html/im.test(head)) continue;
    const body = rest.join('\r\n\r\n');
    const encoding = /^Content-Transfer-Encoding: (\S+)/im.exec(head)?.[1] ?? '';
    if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
    if (encoding !== 'quoted-printable') return body;
    const bytes = body
      .replaceAll('=\r\n', '')
      .replace(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
    return Buffer.from(bytes, 'latin1').toString('utf8');
  }
  throw new Error(`there is no HTML in ${letter}`);
}

/** What is wrong with the letter on the page: too little contrast, something beside the page, something that is loaded. */
function problems(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const numbers = (color: string) => (color.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
    const light = (color: string) => {
      const [r = 0, g = 0, b = 0] = numbers(color).map((value) => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    // A letter has no background of its own: the mail program's shows behind it.
    const canvas = document.createElement('div');
    canvas.style.background = 'Canvas';
    document.body.append(canvas);
    const behind = light(getComputedStyle(canvas).backgroundColor);
    canvas.remove();

    const found: string[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      const said = text.textContent?.trim();
      if (!said || !text.parentElement) continue;
      const style = getComputedStyle(text.parentElement);
      const [darker, lighter] = [behind, light(style.color)].sort((one, other) => one - other) as [number, number];
      const contrast = (lighter + 0.05) / (darker + 0.05);
      if (contrast < 4.5) found.push(`a contrast of ${contrast.toFixed(1)}: ${said}`);
      if (parseFloat(style.fontSize) < 12) found.push(`letters of ${style.fontSize}: ${said}`);
    }
    const beside = document.documentElement.scrollWidth - window.innerWidth;
    if (beside > 0) found.push(`${beside} px beside the page`);
    for (const one of document.querySelectorAll('img, picture, svg, link, script, style, iframe, object, [style*="url("]')) {
      found.push(`it loads something: ${one.outerHTML.slice(0, 100)}`);
    }
    const { lang, dir } = document.documentElement;
    if (!lang || dir !== (lang === 'ar' ? 'rtl' : 'ltr')) found.push(`lang="${lang}" dir="${dir}"`);
    return found;
  });
}

/** Fails where a letter cannot be read, in light or in dark, on a wide or a narrow screen. */
export async function expectReadable(page: Page, html: string, name: string) {
  // Our own pages' policy would refuse the styles of what is written into them.
  await page.goto('about:blank');
  const asked: string[] = [];
  const note = (request: Request) => asked.push(request.url());
  page.on('request', note);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const width of [600, 360]) {
      await page.setViewportSize({ width, height: 800 });
      await page.setContent(html);
      expect(await problems(page), `${name}, ${colorScheme}, ${width} px`).toEqual([]);
    }
  }
  page.off('request', note);
  expect(asked, `${name} loads nothing`).toEqual([]);
}
