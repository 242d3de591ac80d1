/**
 * @file A figure's SVG made fit for a page: colours that follow the theme, ids of its own, and proof that it carries no script.
 */
import { colourProperty } from "../figures/colours.ts";

const elements = new Set(
  "svg g path rect line circle ellipse polygon polyline text tspan title defs clipPath linearGradient radialGradient stop".split(
    " ",
  ),
);

const attributes = new Set(
  (
    "xmlns xmlns:xlink version width height viewBox preserveAspectRatio id transform d x y x1 x2 y1 y2 dx dy r cx cy rx ry fx fy " +
    "points fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin " +
    "stroke-miterlimit opacity clip-path font-family font-size font-weight font-style text-anchor dominant-baseline pointer-events offset " +
    "stop-color stop-opacity gradientUnits gradientTransform spreadMethod shape-rendering display text-decoration letter-spacing style cursor"
  ).split(" "),
);

/** Names of single marks: the figure as a whole has one, and hundreds of marks would be read out one by one. */
const dropped = /^(aria-[a-z]+|role|class)$/;

/**
 * SVG for a page. `key` is unique on the page and becomes part of the ids. The text alternative belongs to what is around it.
 *
 * @throws Error naming the element or attribute that a figure may not have
 */
export function pageSvg(svg: string, key: string): string {
  return svg
    .replace(/<\?xml[^>]*\?>|<!DOCTYPE[^>]*>|<!--[\s\S]*?-->/gi, "")
    .trim()
    .replace(
      /<(\/?)([^\s/>]*)((?:"[^"]*"|'[^']*'|[^>"'])*)>/g,
      (_, closing: string, name: string, rest: string) => {
        if (!elements.has(name)) throw new Error(`A figure may not contain <${name}>.`);
        if (closing) return `</${name}>`;
        return `<${name}${checkedAttributes(rest, key)}${rest.trimEnd().endsWith("/") ? "/" : ""}>`;
      },
    );
}

function checkedAttributes(text: string, key: string): string {
  const parts: string[] = [];
  const left = text.replace(
    /([^\s=/"'<>]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g,
    (_, name: string, a?: string, b?: string) => {
      if (dropped.test(name)) return "";
      if (!attributes.has(name)) throw new Error(`A figure may not have the attribute ${name}.`);
      parts.push(` ${name}="${checkedValue(name, a ?? b ?? "", key)}"`);
      return "";
    },
  );
  if (!/^[\s/]*$/.test(left)) throw new Error(`A figure's attributes could not be read: ${left.trim()}`);
  return parts.join("");
}

function checkedValue(name: string, value: string, key: string): string {
  if (name === "id") return `${key}-${value}`;
  if (name === "font-family") return "var(--sans)";
  if (name === "xmlns" || name === "xmlns:xlink") return value;
  const local = value.replace(/url\(\s*#([\w-]+)\s*\)/g, (_, id: string) => `url(#${key}-${id})`);
  if (/url\((?!#)|expression|javascript:|@import|</i.test(local))
    throw new Error(`A figure's attribute ${name} may not be «${value}».`);
  return colourProperty(value) ?? local.replaceAll('"', "&quot;");
}
