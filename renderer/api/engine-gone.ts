// The engine did not answer: it stopped, restarts, or the way to it is cut.

export class EngineGone extends Error {
  override readonly name = 'EngineGone';
  constructor() {
    super('The engine does not answer. What was sent is safe; the console asks again by itself.');
  }
}

/** The engine is there, but this answer took too long. */
export class TookTooLong extends Error {
  override readonly name = 'TookTooLong';
  constructor(seconds: number) {
    super(`No answer within ${seconds} seconds. It may still come; look again before you repeat it.`);
  }
}
