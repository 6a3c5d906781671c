import { below, asText } from '../../options/readers.ts';
import type { Read } from '../../options/option.ts';

const FORBIDDEN = /[<>:"/\\|?*]/;

/** Where a file goes, below the root. */
export interface DrivePath {
  /** As it was written. */
  path: string;
  /** The names of its folders, from the root on. */
  folders: readonly string[];
  name: string;
}

/** `folder/sub`: the names of folders, from the root on. */
export const asFolderPath: Read<string[]> = (value, refuse) => {
  const segments = asText(value, refuse).split('/');
  for (const segment of segments) {
    if (segment.trim() === '') {
      return refuse('must not have an empty part: write it as folder/name, without / at its ends');
    }
    if (FORBIDDEN.test(segment)) {
      return refuse(`must not have any of < > : " / \\ | ? * in a name ("${segment}" has)`);
    }
  }
  return segments;
};

/** `folder/sub/name`, written as the key of its file. */
export const asDrivePath: Read<DrivePath> = (value, refuse) => {
  const path = asText(value, refuse);
  const segments = asFolderPath(path, below(refuse, path));
  return { path, folders: segments.slice(0, -1), name: segments.at(-1)! };
};
