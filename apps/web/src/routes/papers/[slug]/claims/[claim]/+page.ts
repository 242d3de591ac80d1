/** Read, not run: no script is sent. */
export const csr = false;
