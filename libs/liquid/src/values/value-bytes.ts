// What values take, measured with Node 20.

/** An empty hash. */
export const HASH_BYTES = 232;
/** A member of a hash, without its key and value. */
export const MEMBER_BYTES = 48;
