/** @file The mark of a verdict as SVG outside of pages: full, half, crossed, empty, told apart by shape as on pages (`VerdictMark.svelte`). */
import type { VerdictName } from "@working-papers/lab";

/** The light theme's colours: pictures and badges bring their own background. */
export const verdictColours: Readonly<Record<VerdictName, string>> = {
  reproduced: "#00664f",
  partly: "#7c5800",
  "not reproduced": "#a83a08",
  "not tested": "#625f59",
};

/** A mark with its upper left corner at x, y. */
export function verdictMark(verdict: VerdictName, x: number, y: number, size: number): string {
  const colour = verdictColours[verdict];
  const inside: Record<VerdictName, string> = {
    reproduced: `<rect width="12" height="12" rx="1.5" fill="${colour}"/>`,
    partly: `${frame(colour)}<path d="M.75 .75L11.25 11.25H.75Z" fill="${colour}"/>`,
    "not reproduced": `${frame(colour)}<path d="M3.3 3.3L8.7 8.7M8.7 3.3L3.3 8.7" stroke="${colour}" stroke-width="1.6"/>`,
    "not tested": frame(colour),
  };
  return `<g transform="translate(${x} ${y}) scale(${size / 12})">${inside[verdict]}</g>`;
}

function frame(colour: string): string {
  return `<rect x=".75" y=".75" width="10.5" height="10.5" rx="1" fill="none" stroke="${colour}" stroke-width="1.5"/>`;
}
