/** @file Addresses of mail: read from what people type, and compared. */
import { domainToASCII } from "node:url";
import { Refused } from "../accounts/refused.ts";

/** The atoms of RFC 5321, section 4.1.2: what mailboxes are named with. Quoted local parts exist on paper alone. */
const LOCAL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * The address as it is sent to: the domain in small ASCII letters, the local part as given, for only its own server knows whether its case matters.
 *
 * @throws Refused with a sentence about what is no address, for the form's field `address`
 */
export function readAddress(text: string): string {
  const given = text.trim();
  const at = given.lastIndexOf("@");
  const local = given.slice(0, at);
  const domain = domainToASCII(given.slice(at + 1).toLowerCase());
  const labels = domain.split(".");
  if (
    at < 1 ||
    given.length > 254 ||
    local.length > 64 ||
    !LOCAL.test(local) ||
    labels.length < 2 ||
    !labels.every((label) => LABEL.test(label)) ||
    /^\d+$/.test(labels.at(-1)!)
  )
    throw new Refused(400, "An e-mail address like name@example.org was expected.", "address");
  return `${local}@${domain}`;
}

/** What two addresses of one mailbox have in common: in practice no server tells `Ann` from `ann`. */
export function addressKey(address: string): string {
  return address.toLowerCase();
}

/** The host that takes an address's mail in, as far as the address tells. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1).toLowerCase();
}
