const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** The public address of a file. `name` is well-formed Unicode, and neither `.` nor `..`. */
export const fileUrlOf = (publicUrl: string, token: string, name: string): string =>
  `${publicUrl}/files/${token}/${encodeURIComponent(name)}`;

/** Whether a text may be a file's token: the database is not asked for others. */
export const isFileToken = (text: string): boolean => TOKEN.test(text);
