/** The pattern of `like` that means exactly a text. */
export const likeText = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** The pattern of `like` for a text in which `*` stands for any characters. */
export const likeWildcards = (text: string): string => likeText(text).replaceAll('*', '%');

/** The pattern of `like` for what begins with a text. */
export const likeBeginning = (text: string): string => `${likeText(text)}%`;
