import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const UTC_TIME = 0x17;
const SHA256_WITH_RSA = Buffer.from('300d06092a864886f70d01010b0500', 'hex');
/** CN=test */
const NAME = Buffer.from('300f310d300b06035504030c0474657374', 'hex');

/** A certificate of our own making, and the key that it speaks for. */
export interface TestCertificate {
  pem: string;
  privateKey: KeyObject;
}

/** Makes a certificate for a new RSA key, valid between two times: nobody else vouches for it. */
export function testCertificate(from: Date, to: Date): TestCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const body = der(
    SEQUENCE,
    der(INTEGER, Buffer.of(1)),
    SHA256_WITH_RSA,
    NAME,
    der(SEQUENCE, utcTime(from), utcTime(to)),
    NAME,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = der(BIT_STRING, Buffer.of(0), sign('sha256', body, privateKey));
  const base64 = der(SEQUENCE, body, SHA256_WITH_RSA, signature).toString('base64');
  const pem = `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
  return { pem, privateKey };
}

/** A value of ASN.1 in its DER form. */
function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const bytes = Buffer.concat(content);
  const length =
    bytes.length < 0x80
      ? Buffer.of(bytes.length)
      : Buffer.of(0x82, bytes.length >> 8, bytes.length & 0xff);
  return Buffer.concat([Buffer.of(tag), length, bytes]);
}

/** `YYMMDDhhmmssZ` */
const utcTime = (time: Date): Buffer =>
  der(UTC_TIME, Buffer.from(`${time.toISOString().slice(2, 19).replace(/[-T:]/g, '')}Z`));
