import { jsonMembersOf, RawJson, shortened, stringifyJson } from '@millwright/kernel';
import { JobProblem } from '../job-problem.ts';

const nothing = new RawJson('null');

/**
 * The data of a job that is run again: that of the earlier one, exact JSON, with the args replaced that have a
 * transform. Only static transforms are applied: the others would be a program of somebody's.
 */
export function rerunDataOf(
  data: RawJson,
  transforms: ReadonlyMap<string, RawJson>,
): RawJson | JobProblem {
  if (transforms.size === 0) return data;
  const members = new Map(jsonMembersOf(data.text, Infinity) ?? [['body', data]]);
  for (const [name, transform] of transforms) {
    const said = jsonMembersOf(transform.text, Infinity)!;
    const type: unknown = JSON.parse(said.get('type')?.text ?? 'null');
    if (type !== 'static') return notStatic(name, type);
    members.set(name, said.get('value') ?? nothing);
  }
  return new RawJson(stringifyJson(members));
}

function notStatic(name: string, type: unknown): JobProblem {
  const [arg, given] = [name, type].map((each) => shortened(JSON.stringify(each) ?? '', 100));
  return new JobProblem(
    'invalid_body',
    `the input transform of ${arg} has the type ${given}: only "static" ones are applied`,
  );
}
