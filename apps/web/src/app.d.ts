import type { Member, Session } from "@working-papers/daily";
import type { IncomingMessage } from "node:http";
import type { Theme } from "./lib/theme.ts";

declare global {
  namespace App {
    interface Error {
      /** Names that may have been meant, with where they are. */
      suggestions?: { name: string; href: string }[];
    }
    /** What the server that runs the site in Node gives. */
    interface Platform {
      req?: IncomingMessage;
    }
    interface Locals {
      theme: Theme;
      /** Where the request comes from, as limits tell networks apart. */
      network: string;
      /** Who is signed in. */
      member?: Member;
      /** The session of this browser. */
      session?: Session;
    }
  }
}
