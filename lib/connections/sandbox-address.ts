/** Stands in a sandbox connection for wherever the sandbox listens now. */
export const sandboxAddress = 'sandbox';
