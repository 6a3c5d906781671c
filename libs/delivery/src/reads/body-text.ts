/** The body as it is sent, given how it is stored: text is kept as the JSON of it, which may hold any character. */
export const bodyTextOf = (body: string | null, isText: boolean): string | null =>
  body !== null && isText ? (JSON.parse(body) as string) : body;
