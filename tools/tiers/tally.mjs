/** What came of a test run: numbers, what failed, and what could not be run at all. */
export class Tally {
  passed = 0;
  failed = 0;
  /** @type {string[]} */
  failures = [];
  /** @type {string[]} */
  notRun = [];

  /** A step that either holds or not, such as lint. */
  check(name, holds) {
    if (holds) this.passed += 1;
    else this.fail(name, 1);
  }

  /** The numbers of one jest run; a run that broke without naming a test counts as one failure. */
  jest(name, code, report) {
    const failed = (report?.numFailedTests ?? 0) + (report?.numRuntimeErrorTestSuites ?? 0);
    const skipped = report?.numPendingTests ?? 0;
    if (skipped > 0) this.notRun.push(`${skipped} skipped tests of ${name}`);
    this.passed += report?.numPassedTests ?? 0;
    if (failed > 0 || code !== 0) this.fail(name, Math.max(failed, 1));
  }

  fail(name, count) {
    this.failed += count;
    this.failures.push(name);
  }

  /** The closing lines; the last one is the sum. With `strict`, what could not be run is a failure. */
  lines(strict) {
    if (strict) for (const name of this.notRun) this.fail(`not run: ${name}`, 1);
    return [
      ...(this.notRun.length > 0 ? [`Could not be run: ${this.notRun.join('; ')}`] : []),
      ...(this.failures.length > 0 ? [`Failed: ${this.failures.join('; ')}`] : []),
      `${this.passed} passed, ${this.failed} failed`,
    ];
  }
}
