import type { RawJson } from '@millwright/kernel';
import type { Caller } from '../../http/admin-request.ts';
import { ProblemError } from '../../http/problem.ts';

/** Data of events made by hand has a limit of its own. @throws ProblemError size_limit */
export function refuseLarge({ text }: RawJson, { workspace }: Caller): void {
  const limit = workspace.settings.max_event_data_bytes;
  if (Buffer.byteLength(text) <= limit) return;
  throw new ProblemError(
    'size_limit',
    `data may have ${limit} bytes (setting max_event_data_bytes)`,
  );
}
