import { buffer } from 'node:stream/consumers';
import { ConnectionError, type OpenConnection } from '@millwright/connection';
import DKIM from 'nodemailer/lib/dkim';

const SIGNED = Buffer.from('DKIM-Signature:');

/** The mail with a DKIM signature in front, where the Connection has a key. @throws ConnectionError connection_rejected */
export async function withDkim(
  raw: Buffer,
  { name, fields }: OpenConnection<'smtp'>,
): Promise<Buffer> {
  const {
    dkim_domain: domainName,
    dkim_selector: keySelector,
    dkim_private_key: privateKey,
  } = fields;
  if (domainName === undefined || keySelector === undefined || privateKey === undefined) return raw;
  const signed = await buffer(new DKIM({ domainName, keySelector, privateKey }).sign(raw));
  // With a key that it cannot use nodemailer leaves the mail as it is.
  if (signed.subarray(0, SIGNED.length).equals(SIGNED)) return signed;
  const message = `the DKIM key of the Connection "${name}" cannot sign: give an RSA key as PEM`;
  throw new ConnectionError('connection_rejected', message);
}
