/** @file Colours of figures as custom properties of the page, so that figures follow light and dark. */
import { colours } from "@working-papers/lab/figure";

const properties = new Map<string, string>([
  [colours.ink, "--ink"],
  [colours.muted, "--muted"],
  [colours.rule, "--rule"],
  ...colours.category.map((colour, index): [string, string] => [colour, `--series-${index + 1}`]),
]);

/** «var(--ink)» for a colour that stands for a role; nothing for any other. */
export function colourProperty(colour: string): string | undefined {
  const property = properties.get(colour.toLowerCase());
  return property && `var(${property})`;
}
