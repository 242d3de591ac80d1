/** A form that needs no script, so none is sent. */
export const csr = false;
