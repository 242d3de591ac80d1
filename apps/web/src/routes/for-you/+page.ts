/** Read, not run: nothing here needs a script of its own, so none is sent. */
export const csr = false;
