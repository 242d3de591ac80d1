/** @file `papers editor`: a link that makes whoever opens it the first editor of a site. */
import { UsageError } from "@working-papers/lab";
import { firstEditorLink } from "@working-papers/daily";
import { withDatabase } from "../database.ts";

export async function editor({ origin }: { origin?: string }): Promise<void> {
  await withDatabase(async ({ database, settings }) => {
    const address = origin ?? settings.ORIGIN ?? `http://localhost:${settings.PORT}`;
    if (!URL.canParse(address))
      throw new UsageError(`--origin must be an address like https://papers.example.org, not «${address}».`);
    const path = await firstEditorLink(database.db);
    if (path === undefined)
      throw new UsageError(
        "The site has an editor, who can make other members editors on the page /admin/members.",
      );
    console.error("Whoever opens this within a week becomes the site's editor; it works once:");
    console.log(new URL(path, address).href);
  });
}
