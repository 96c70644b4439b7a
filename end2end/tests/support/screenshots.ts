// Not a test: takes pictures of the paths in CONSULTA_SCREENSHOTS into target/screenshots (scripts/screenshots).

import { signIn, test, visit } from './fixtures.ts';

const paths = process.env['CONSULTA_SCREENSHOTS']?.split(' ') ?? [];
const [email, password] = process.env['CONSULTA_SIGN_IN']?.split(':') ?? [];

// Tests find what a page complains about.
test.use({ tolerated: [/./] });

for (const path of paths) {
  test(path, async ({ page }, { project }) => {
    if (email && password) await signIn(page, email, password);
    await visit(page, path);
    const name = path.replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '') || 'home';
    await page.screenshot({ path: `../target/screenshots/${name}.${project.name}.png`, fullPage: true });
  });
}
