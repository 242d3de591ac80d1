/**
 * @file Lines of a stream of UTF-8, as JSON lines are cut: at a line feed and nowhere else. (Node's readline also cuts at U+2028 and U+2029, which
 * JSON has inside of strings.)
 */
import { StringDecoder } from "node:string_decoder";

export async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new StringDecoder("utf8");
  let open = "";
  for await (const chunk of bytes) {
    const text = decoder.write(chunk);
    let from = 0;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", from)) {
      yield withoutReturn(open + text.slice(from, at));
      open = "";
      from = at + 1;
    }
    open += text.slice(from);
  }
  open += decoder.end();
  if (open !== "") yield withoutReturn(open);
}

/** Files from Windows end their lines with two characters. */
const withoutReturn = (line: string): string => (line.endsWith("\r") ? line.slice(0, -1) : line);
