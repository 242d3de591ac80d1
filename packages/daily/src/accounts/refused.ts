/** @file What the site does not do for somebody, said to them in a sentence. */

/** A wish that is not granted: the message is for who had it, the status for HTTP. */
export class Refused extends Error {
  override name = "Refused";
  readonly status: number;
  /** The field of a form that it is about. */
  readonly field: string | undefined;

  constructor(status: number, sentence: string, field?: string) {
    super(sentence);
    this.status = status;
    this.field = field;
  }
}

/** Nobody is signed in. */
export class SignInNeeded extends Refused {
  override name = "SignInNeeded";

  constructor(sentence = "Sign in first: this is for members.") {
    super(401, sentence);
  }
}

/** Somebody is signed in who may not. */
export class Forbidden extends Refused {
  override name = "Forbidden";

  constructor(sentence: string) {
    super(403, sentence);
  }
}

/** Too often. */
export class TooMany extends Refused {
  override name = "TooMany";
  readonly seconds: number;

  constructor(sentence: string, seconds: number) {
    super(429, sentence);
    this.seconds = seconds;
  }
}
