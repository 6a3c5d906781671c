/** MIME type of what Drive calls a folder. */
export const FOLDER_TYPE = 'application/vnd.google-apps.folder';

/** A text in a search query (Drive API, "Search query terms and operators"). */
const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;

/** The query for what has a name in a folder, and is or is not a folder itself. */
export function queryFor(parentId: string, name: string, kind: 'folder' | 'file'): string {
  const terms = [
    `name = ${quoted(name)}`,
    `${quoted(parentId)} in parents`,
    `mimeType ${kind === 'folder' ? '=' : '!='} ${quoted(FOLDER_TYPE)}`,
    'trashed = false',
  ];
  return terms.join(' and ');
}
