/** A fault the reader can act on: printed as one sentence, without a stack. */
export class SetupFault extends Error {
  /** @param {string} message what happened and what to do */
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
