import { MILLWRIGHT_VERSION } from '@millwright/kernel';

/** What every outside call says it is, unless told otherwise. */
export const USER_AGENT = `Millwright/${MILLWRIGHT_VERSION}`;
