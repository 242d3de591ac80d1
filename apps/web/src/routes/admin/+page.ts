/** Forms that work as they are: no script is sent. */
export const csr = false;
