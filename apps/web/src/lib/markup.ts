/**
 * @file HTML that the server has made and the browser keeps: figures and notes are in the page once, not a second time in the
 * data that brings the page to life. Links between pages load them anew, so the browser never has to make such HTML itself.
 */

export class Markup {
  readonly html: string;

  constructor(html: string) {
    this.html = html;
  }
}

/** In the browser: Svelte leaves what the server wrote where a value that is not empty stands. */
export const keptMarkup = new Markup(" ");
