/** Forms that work as they are; a passkey needs static/passkeys.js alone. */
export const csr = false;
