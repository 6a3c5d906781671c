export { newKeyPair, type KeyPair } from './key-pair.ts';
export { KeyStore, MAX_OLD_KEYS, type KeyOwner, type NewKey } from './key.store.ts';
export { currentKeyOf, sealedEndpointKeys, type OpenedKey } from './opened-key.ts';
export { isValidSecret, newSecret, secretBytesOf } from './secret.ts';
