import type { Member, Session } from "@working-papers/daily";
import type { Theme } from "./lib/theme.ts";

declare global {
  namespace App {
    interface Error {
      /** Names that may have been meant, with where they are. */
      suggestions?: { name: string; href: string }[];
    }
    interface Locals {
      theme: Theme;
      /** Who is signed in. */
      member?: Member;
      /** The session of this browser. */
      session?: Session;
    }
  }
}
