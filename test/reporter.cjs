const { writeFileSync } = require('node:fs');
const { reporters } = require('mocha');

/** The spec reporter, which also leaves its counts for the closing line of the test command. */
module.exports = class Counting extends reporters.Spec {
  /**
   * @param {import('mocha').Runner} runner
   * @param {import('mocha').MochaOptions} options
   */
  constructor(runner, options) {
    super(runner, options);
    runner.once('end', () => {
      const { passes, failures, pending } = this.stats;
      const file = process.env['PYSIGN_TEST_COUNTS'];
      if (file !== undefined) writeFileSync(file, `${passes} ${failures} ${pending}`);
    });
  }
};
