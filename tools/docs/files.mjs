import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const NOT_OURS = ['node_modules', 'dist', 'coverage'];

/**
 * The files of the repository whose path fits, without what is installed, built or hidden.
 * @param {string} root @param {RegExp} fits @returns {string[]} sorted, relative to the root
 */
export function filesLike(root, fits, folder = '') {
  const found = readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.includes(entry.name) || entry.name.startsWith('.')) return [];
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return filesLike(root, fits, path);
    return fits.test(path) ? [path] : [];
  });
  return found.sort();
}
