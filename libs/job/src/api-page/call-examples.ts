import type { RawJson } from '@millwright/kernel';
import { jsonMembersOf, validateJson } from '@millwright/kernel';

/**
 * The bodies of calls that some events' data stand for. A task that is given args gets the body's members, so that the
 * data is the body; one that is given the request has the body as a member of its data. Data that no call makes is left
 * out.
 */
export function callExamplesOf(
  data: readonly RawJson[],
  dataMode: 'args' | 'request',
): readonly RawJson[] {
  return data.flatMap((each) => {
    if (validateJson(each.text) !== 'object') return [];
    if (dataMode === 'args') return [each];
    const body = jsonMembersOf(each.text)?.get('body');
    return body === undefined || body.text === 'null' ? [] : [body];
  });
}
