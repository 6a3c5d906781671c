import { allowsResource, type Principal } from '@millwright/access';
import { JobProblem } from '@millwright/job';

/** Refuses who may not read or write tokens. @throws JobProblem */
export function demandTokens({ readOnly, scopes }: Principal, action: 'read' | 'write'): void {
  if (readOnly && action === 'write') {
    throw new JobProblem('read_only_token', 'the token only reads: use one that is not read-only');
  }
  if (!allowsResource(scopes, 'tokens', action)) {
    throw new JobProblem('scope_missing', `this needs a token with the scope tokens:${action}`);
  }
}
