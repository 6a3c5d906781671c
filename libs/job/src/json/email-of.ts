const ADDRESS = /^[^\s@]+@[^\s@]+$/;

/** The mail address that an owner of tokens goes by: its own name where it is one, else one at our public host. */
export const emailOf = (owner: string, publicHost: string): string =>
  ADDRESS.test(owner) ? owner : `${owner}@${publicHost}`;
