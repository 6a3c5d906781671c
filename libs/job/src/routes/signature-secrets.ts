/** What of a route's signature auth is sealed: its signing secret, and those options of the provider that are secrets. */
export interface SignatureSecrets {
  readonly secret: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** No secret that was given begins so: those are visible characters. */
const MARK = '\u0000';

/** Both as one text to seal; a secret alone is itself, as it was kept before there were options. */
export const packSecrets = ({ secret, options }: SignatureSecrets): string =>
  Object.keys(options).length === 0 ? secret : MARK + JSON.stringify({ secret, options });

/** What {@link packSecrets} made a text of. */
export const unpackSecrets = (text: string): SignatureSecrets =>
  text.startsWith(MARK)
    ? (JSON.parse(text.slice(MARK.length)) as SignatureSecrets)
    : { secret: text, options: {} };
