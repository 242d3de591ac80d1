/**
 * @file XML from strangers as a small tree.
 *
 * No document type is accepted, so there are no entities to expand or to fetch; depth, number of elements and length are bounded. Names are told by
 * namespace and local name, because prefixes are the sender's choice.
 */
import { SaxesParser } from "saxes";

export interface Element {
  /** Local name. */
  name: string;
  namespace: string;
  attributes: Record<string, string>;
  children: Element[];
  /** The text right in it, not that of its children. */
  text: string;
}

/** arXiv's largest answers have 2,000 entries in about 8 MB. */
const MAX_LENGTH = 64_000_000;
const MAX_ELEMENTS = 1_000_000;
const MAX_DEPTH = 40;

/**
 * The root of a document.
 *
 * @throws Error in a sentence when the document is not well-formed, has a document type, or is too large
 */
export function parseXml(text: string): Element {
  if (text.length > MAX_LENGTH) throw new Error("The XML document is too long.");
  const parser = new SaxesParser({ xmlns: true, position: true });
  const open: Element[] = [];
  let root: Element | undefined;
  let elements = 0;
  parser.on("error", (error) => {
    throw new Error(`The answer is not well-formed XML: ${error.message.slice(0, 200)}.`);
  });
  parser.on("doctype", () => {
    throw new Error("The XML document has a document type, which is not accepted.");
  });
  parser.on("opentag", ({ local, uri, attributes }) => {
    if (++elements > MAX_ELEMENTS) throw new Error("The XML document has too many elements.");
    if (open.length >= MAX_DEPTH) throw new Error("The XML document is nested too deeply.");
    const element: Element = {
      name: local,
      namespace: uri,
      attributes: Object.fromEntries(
        Object.values(attributes).map(({ local: name, value }) => [name, value]),
      ),
      children: [],
      text: "",
    };
    if (open.length > 0) open.at(-1)!.children.push(element);
    else root = element;
    open.push(element);
  });
  parser.on("closetag", () => void open.pop());
  const addText = (piece: string): void => {
    if (open.length > 0) open.at(-1)!.text += piece;
  };
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.write(text).close();
  if (!root) throw new Error("The XML document is empty.");
  return root;
}

export function childrenOf(element: Element | undefined, name: string, namespace?: string): Element[] {
  return (element?.children ?? []).filter(
    (child) => child.name === name && (namespace === undefined || child.namespace === namespace),
  );
}

export function childOf(element: Element | undefined, name: string, namespace?: string): Element | undefined {
  return element?.children.find(
    (child) => child.name === name && (namespace === undefined || child.namespace === namespace),
  );
}

/** The text of a child; undefined when there is none or it is blank. */
export function textOf(element: Element | undefined, name: string, namespace?: string): string | undefined {
  const text = childOf(element, name, namespace)?.text.trim();
  return text === "" ? undefined : text;
}
