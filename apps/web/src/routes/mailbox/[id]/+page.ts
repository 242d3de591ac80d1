/** A form that works as it is. */
export const csr = false;
