import { canonicalOriginOf } from './origin.ts';

/** Which browser origins may post: all of them, or those of a list. `null` as an origin needs all. */
export class AllowedOrigins {
  /** Whether the answer may say `*`. */
  readonly isEveryone: boolean;
  private readonly origins: ReadonlySet<string>;

  /** `origins` as a webhook has them: `["*"]`, origins, or none at all. */
  constructor(origins: readonly string[]) {
    this.isEveryone = origins.includes('*');
    this.origins = new Set(origins.map((origin) => canonicalOriginOf(origin) ?? origin));
  }

  allows(origin: string): boolean {
    if (this.isEveryone) return true;
    const canonical = canonicalOriginOf(origin);
    return canonical !== undefined && this.origins.has(canonical);
  }
}

/** Every origin: the default, and how unknown webhooks behave. */
export const everyOrigin = new AllowedOrigins(['*']);
