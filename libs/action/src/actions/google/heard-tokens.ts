import type { AccessTokens, GrantedToken } from '@millwright/connection';

/** Access tokens of others, which remembers those it gave: they must not be shown either. */
export class HeardTokens implements AccessTokens {
  readonly heard: string[] = [];

  constructor(private readonly tokens: AccessTokens) {}

  async tokenFor(...asked: Parameters<AccessTokens['tokenFor']>): Promise<string> {
    const token = await this.tokens.tokenFor(...asked);
    if (!this.heard.includes(token)) this.heard.push(token);
    return token;
  }

  forget(...which: Parameters<AccessTokens['forget']>): void {
    this.tokens.forget(...which);
  }

  renewed(...asked: Parameters<AccessTokens['renewed']>): Promise<GrantedToken> {
    return this.tokens.renewed(...asked);
  }
}
