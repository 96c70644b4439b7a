// A reporter that closes a run with the plain line "N passed, N failed, N skipped", whatever else is printed, after the names of
// tests that passed only on their second attempt.

import type { Reporter, Suite } from '@playwright/test/reporter';

export default class Totals implements Reporter {
  private suite: Suite | undefined;

  onBegin(_config: unknown, suite: Suite) {
    this.suite = suite;
  }

  onEnd() {
    const tests = this.suite?.allTests() ?? [];
    // Without a server there was no run, and the error was already printed.
    if (tests.length === 0) return;
    const skipped = tests.filter((test) => test.outcome() === 'skipped').length;
    const passed = tests.filter((test) => test.ok()).length - skipped;
    for (const test of tests.filter((test) => test.outcome() === 'flaky')) {
      console.log(`FLAKY, mend it: ${test.titlePath().filter(Boolean).join(' > ')}`);
    }
    console.log(`\n${passed} passed, ${tests.length - passed - skipped} failed, ${skipped} skipped`);
  }

  printsToStdio() {
    return false;
  }
}
