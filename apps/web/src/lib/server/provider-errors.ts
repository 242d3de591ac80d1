/** @file What did not work at another site, in words: the codes that come back in an address. */

const SENTENCES: Readonly<Record<string, string>> = {
  access_denied: "You did not allow it there, so nothing was done here.",
  signup_disabled:
    "No member has connected this ORCID iD. Sign in by mail first, and connect it on your account's page.",
  account_not_linked:
    "A member has this address already. Sign in by mail, and connect the other site on your account's page.",
  email_not_verified:
    "There is no verified address in your account there. Verify one there first, or sign in by mail.",
  account_already_linked_to_different_user: "Another member has connected this account already.",
  unable_to_get_user_info: "The other site did not say who you are. Try again, or sign in by mail.",
  unable_to_link_account: "It could not be connected: sign in again, and try once more.",
};

/** A sentence for a code; nothing where there is none. */
export function sayProviderError(code: string | null): string | undefined {
  if (code === null) return undefined;
  return (
    SENTENCES[code.toLowerCase()] ??
    "Signing in at the other site did not work. Try again, or sign in by mail."
  );
}
