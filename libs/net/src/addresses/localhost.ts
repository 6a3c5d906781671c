/** The names that mean this machine, whatever a name server says (RFC 6761). */
export const LOCALHOST = /^(.+\.)?localhost\.?$/i;

/** What they mean. */
export const LOOPBACK: readonly string[] = ['127.0.0.1', '::1'];
