/** @file Running a film at its own speed, at a price that a phone can pay. */

/** How often captions follow a running film: new text makes the browser lay out and paint a long page again. */
const CAPTIONS_PER_SECOND = 4;

export interface Film {
  stepsPerSecond: number;
  /** Most steps that are made up for in one frame. */
  most: number;
  advance: () => void;
  /** Called now and then, to bring captions up to date. */
  tell: () => void;
}

/** Runs a film while its picture is on the screen. Returns what stops it. */
export function runFilm(picture: Element, { stepsPerSecond, most, advance, tell }: Film): () => void {
  let frame = 0;
  let last = 0;
  let told = -Infinity;
  let due = 0;

  function tick(now: number): void {
    due = Math.min(due + ((now - last) / 1000) * stepsPerSecond, most);
    last = now;
    for (; due >= 1; due--) advance();
    if (now - told >= 1000 / CAPTIONS_PER_SECOND) {
      told = now;
      tell();
    }
    frame = requestAnimationFrame(tick);
  }

  const observer = new IntersectionObserver((entries) => {
    cancelAnimationFrame(frame);
    if (!entries[entries.length - 1].isIntersecting) return;
    last = performance.now();
    frame = requestAnimationFrame(tick);
  });
  observer.observe(picture);
  return () => {
    observer.disconnect();
    cancelAnimationFrame(frame);
  };
}
