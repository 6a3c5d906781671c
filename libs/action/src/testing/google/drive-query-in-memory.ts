import { refuse } from './google-error.ts';

/** What a search of Drive looks at. */
export interface Searched {
  name: string;
  mimeType: string;
  parents: readonly string[];
  trashed: boolean;
}

const TEXT = String.raw`'((?:[^'\\]|\\.)*)'`;
const TERM = new RegExp(
  `^(?:name = ${TEXT}|${TEXT} in parents|mimeType (!?=) ${TEXT}|trashed = (true|false))(?: and |$)`,
  's',
);

/** Reads the `q` of a search, as far as it is spoken here: anything else is refused as Drive refuses it. */
export function readQuery(query: string): (file: Searched) => boolean {
  const tests: ((file: Searched) => boolean)[] = [];
  for (let rest = query; rest !== '';) {
    const term = TERM.exec(rest);
    if (term === null) return refuse(400, 'Invalid Value', 'invalid');
    const [whole, name, parent, operator, type, trashed] = term;
    if (name !== undefined) tests.push((file) => file.name === unescaped(name));
    else if (parent !== undefined) tests.push(({ parents }) => parents.includes(unescaped(parent)));
    else if (type !== undefined)
      tests.push(({ mimeType }) => (mimeType === unescaped(type)) === (operator === '='));
    else tests.push((file) => file.trashed === (trashed === 'true'));
    rest = rest.slice(whole.length);
  }
  return (file) => tests.every((passes) => passes(file));
}

const unescaped = (text: string): string => text.replace(/\\(.)/gs, '$1');
