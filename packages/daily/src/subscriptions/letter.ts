/**
 * @file The paper that mails are written on: HTML as common mail programs show it, and plain text of the same.
 *
 * Tables and inline styles, for some programs drop everything else; dark colours by a media query, for those that have it, and light ones that survive being
 * turned around by the others. Nothing is loaded from anywhere, and links say where they go: nobody is counted.
 */
import { xml } from "../syndication/document.ts";

const SERIF = "'Source Serif 4','Source Serif Pro',Charter,'Iowan Old Style',Georgia,'Times New Roman',serif";
const SANS = "'Source Sans 3','Source Sans Pro',-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

/** The site's colours on light paper. */
export const INK = "#1c1b1a";
export const MUTED = "#625f59";
export const ACCENT = "#2b3f9e";
const PAPER = "#fdfcf9";
const RULE = "#dedad2";

const STYLE = `:root{color-scheme:light dark;supported-color-schemes:light dark}
a:hover{text-decoration:underline!important}
@media (max-width:480px){.pad{padding-left:16px!important;padding-right:16px!important}.wide{display:block!important;text-align:center!important}}
@media (prefers-color-scheme:dark){
.page{background:#15171b!important}
.ink{color:#e8e5de!important}.muted{color:#a5a198!important}.link{color:#aab8ff!important}
.rule{border-color:#363a41!important}
.button{background:#aab8ff!important;color:#10131f!important}
.good{color:#58c9a7!important}.fair{color:#e0b64f!important}.poor{color:#ff9a6b!important}
}`;

export interface Letter {
  /** Also what the window of a program shows. */
  title: string;
  /** What lists of mails show after the subject. */
  preview: string;
  /** The site, with its address. */
  site: { name: string; origin: string };
  /** HTML within the frame. */
  body: string;
  /** HTML below the rule at its end. */
  foot: string;
}

/** A whole document. */
export function letterHtml({ title, preview, site, body, foot }: Letter): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<title>${xml(title)}</title><style>${STYLE}</style></head>
<body class="page" style="margin:0;padding:0;background:${PAPER};-webkit-text-size-adjust:100%">
<div style="display:none;max-height:0;overflow:hidden;font-size:1px;line-height:1px;color:${PAPER}">${xml(preview)}</div>
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:${PAPER}"><tr><td align="center">
<!--[if mso]><table role="presentation" width="640" cellpadding="0" cellspacing="0"><tr><td><![endif]-->
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:640px;table-layout:fixed"><tr><td class="pad" align="left" style="padding:24px 28px 32px;word-break:break-word;overflow-wrap:anywhere">
<p style="margin:0 0 20px;font-family:${SANS};font-size:14px;line-height:20px"><a class="link" href="${xml(site.origin)}" style="color:${ACCENT};font-weight:600;text-decoration:none">${xml(site.name)}</a></p>
${body}
<div class="rule" style="border-top:1px solid ${RULE};margin:28px 0 14px;font-size:1px;line-height:1px">&nbsp;</div>
${foot}
</td></tr></table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr></table>
</body></html>
`;
}

export function heading(text: string): string {
  return `<h1 class="ink" style="margin:0 0 8px;font-family:${SERIF};font-size:26px;line-height:32px;font-weight:600;color:${INK}">${xml(text)}</h1>`;
}

export function subheading(text: string): string {
  return `<h2 class="ink rule" style="margin:28px 0 4px;padding-top:10px;border-top:2px solid ${RULE};font-family:${SANS};font-size:16px;line-height:22px;font-weight:600;color:${INK}">${xml(text)}</h2>`;
}

/** @param html written by us, with what comes from outside escaped */
export function paragraph(html: string, kind: "ink" | "muted" = "ink"): string {
  const [colour, size, line] = kind === "ink" ? [INK, 16, 24] : [MUTED, 14, 20];
  return `<p class="${kind}" style="margin:0 0 12px;font-family:${SANS};font-size:${size}px;line-height:${line}px;color:${colour}">${html}</p>`;
}

export function link(href: string, text: string): string {
  return `<a class="link" href="${xml(href)}" style="color:${ACCENT};text-decoration:underline">${xml(text)}</a>`;
}

export function titleLink(href: string, text: string): string {
  return `<h3 style="margin:16px 0 2px;font-family:${SERIF};font-size:18px;line-height:24px;font-weight:600"><a class="link" href="${xml(href)}" style="color:${ACCENT};text-decoration:none">${xml(text)}</a></h3>`;
}

export function button(href: string, text: string): string {
  return `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:20px 0"><tr><td class="button" bgcolor="${ACCENT}" style="border-radius:3px;background:${ACCENT}"><a class="button wide" href="${xml(href)}" style="display:inline-block;padding:13px 22px;font-family:${SANS};font-size:16px;line-height:20px;font-weight:600;color:#ffffff;text-decoration:none;border-radius:3px">${xml(text)}</a></td></tr></table>`;
}

/** Plain text in lines of at most 76 characters; addresses stay whole. */
export function wrapped(text: string, indent = ""): string {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(/\s+/).filter(Boolean)) {
    if (line !== indent && line.length + 1 + word.length > 76) {
      lines.push(line);
      line = indent;
    }
    line += (line === indent ? "" : " ") + word;
  }
  return [...lines, line].join("\n");
}
