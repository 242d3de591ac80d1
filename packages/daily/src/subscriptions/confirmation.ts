/** @file The one mail that comes before anybody has agreed to anything. */
import { xml } from "../syndication/document.ts";
import type { Choices } from "./choices.ts";
import { choiceInWords } from "./compose.ts";
import type { DigestMail, DigestSite } from "./digest.ts";
import { button, heading, letterHtml, paragraph, wrapped } from "./letter.ts";

/** @param known whether the address gets a digest already: that is said here and nowhere else */
export function confirmationMail(
  { address, choices, known, link }: { address: string; choices: Choices; known: boolean; link: string },
  site: DigestSite,
): DigestMail {
  const subject = known ? `Change your digest from ${site.name}` : `Confirm your digest from ${site.name}`;
  const asked = known
    ? `${address} gets a digest from ${site.name} already. Somebody, probably you, asked for another one: ${choiceInWords(choices)}.`
    : `Somebody, probably you, asked ${site.name} to send a digest to ${address}: ${choiceInWords(choices)}.`;
  const next = known
    ? "To have it changed, open the link and press the button there."
    : "To get it, open the link and press the button there. You can change what comes and when on the same page.";
  const nothing = `Was it not you? Then do nothing: ${known ? "everything stays as it is" : "no further mail comes"}. The link works for 48 hours, once.`;
  return {
    subject,
    html: letterHtml({
      title: subject,
      preview: next,
      site,
      body: [
        heading(known ? "Change your digest?" : "Confirm your digest"),
        paragraph(xml(asked)),
        paragraph(xml(next)),
        button(link, known ? "See the change" : "See it and confirm"),
      ].join("\n"),
      foot: paragraph(xml(nothing), "muted"),
    }),
    text: [wrapped(asked), "", wrapped(next), "", link, "", wrapped(nothing), ""].join("\n"),
  };
}
