import { isSignedV4 } from './signature-v4.ts';

/** AWS, "Signature Calculations for the Authorization Header", example GET Object. */
const example = {
  method: 'GET',
  path: '/test.txt',
  headers: {
    host: 'examplebucket.s3.amazonaws.com',
    range: 'bytes=0-9',
    'x-amz-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'x-amz-date': '20130524T000000Z',
    authorization:
      'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  },
};
const secret = {
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  region: 'us-east-1',
};

describe('the check of a signature of version 4', () => {
  it('accepts what AWS shows as signed', () => {
    expect(isSignedV4(example, secret)).toBe(true);
  });

  it('refuses another secret, region, path, method or header', () => {
    const { headers } = example;
    const range = { ...example, headers: { ...headers, range: 'bytes=0-8' } };

    expect(isSignedV4(example, { ...secret, secretAccessKey: 'other' })).toBe(false);
    expect(isSignedV4(example, { ...secret, region: 'eu-west-1' })).toBe(false);
    expect(isSignedV4({ ...example, path: '/test.tx' }, secret)).toBe(false);
    expect(isSignedV4({ ...example, method: 'PUT' }, secret)).toBe(false);
    expect(isSignedV4(range, secret)).toBe(false);
    expect(isSignedV4({ ...example, headers: {} }, secret)).toBe(false);
  });
});
