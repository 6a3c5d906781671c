import { withOpenSecrets } from '../engine/open-secrets.ts';
import type { RunContext } from '../engine/run-context.ts';
import { BinaryString } from '../values/binary.ts';
import { isNil } from '../values/equality.ts';
import { textOf } from '../values/text-of.ts';
import { filterError } from './filter-scope.ts';

/**
 * The key of a signature: a binary string's bytes, else its text as UTF-8. The one place where a reference to a secret
 * becomes what it stands for. @throws LiquidRunError without a key: nothing is ever signed with an empty one by
 * the slip of a name
 */
export function secretKeyOf(value: unknown, run: RunContext): Uint8Array {
  if (isNil(value)) throw filterError('the key is nil: check the name of the secret or option');
  if (value instanceof BinaryString) return value.bytes;
  return Buffer.from(withOpenSecrets(textOf(value, run.meter), run));
}
