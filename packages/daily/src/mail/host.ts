/** @file Who the site is to mail servers: the settings of a host, read once. */
import { createPrivateKey, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { domainOf, readAddress } from "./address.ts";

/** How mail leaves. */
export interface SmtpServer {
  host: string;
  port: number;
  /** TLS from the first byte, as on port 465. */
  secure: boolean;
  auth?: { user: string; pass: string };
}

export interface MailHost {
  /** What stands in From. */
  from: { name: string; address: string };
  /** The domain whose addresses `bounce+…` and `unsubscribe+…` come back to this site; without it the return path is `from`. */
  domain?: string;
  /** Name of the site, for lists. */
  site: string;
  smtp?: SmtpServer;
  dkim?: { selector: string; domain: string; key: KeyObject };
}

/** Reads `Working Papers <papers@example.org>` or an address alone. */
export function readSender(text: string, name: string): MailHost["from"] {
  const named = /^\s*"?([^"<>\r\n]*?)"?\s*<([^<>]+)>\s*$/.exec(text);
  return named
    ? { name: named[1] === "" ? name : named[1], address: readAddress(named[2]) }
    : { name, address: readAddress(text) };
}

/**
 * Reads `smtp://user:password@host:587` or `smtps://…`.
 *
 * @throws RangeError without the password in it
 */
export function readSmtp(address: string): SmtpServer {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !/^smtps?:$/.test(url.protocol) || url.hostname === "")
    throw new RangeError("an address like smtp://user:password@mail.example.org:587");
  const secure = url.protocol === "smtps:";
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? (secure ? 465 : url.username === "" ? 25 : 587) : Number(url.port),
    secure,
    ...(url.username === ""
      ? {}
      : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
  };
}

/**
 * Reads the key that mails are signed with.
 *
 * @throws Error in a sentence for the host
 */
export function readDkim(file: string, selector: string, from: string): NonNullable<MailHost["dkim"]> {
  let key: KeyObject;
  try {
    key = createPrivateKey(readFileSync(file));
  } catch (cause) {
    throw new Error(
      `DKIM_KEY must name a file with a private key in PEM; ${file} is none that can be read.`,
      { cause },
    );
  }
  if (key.asymmetricKeyType !== "rsa" || key.asymmetricKeyDetails!.modulusLength! < 1_024)
    throw new Error("DKIM_KEY must be an RSA key of 1024 bits or more (2048 is usual).");
  return { selector, domain: domainOf(from), key };
}
