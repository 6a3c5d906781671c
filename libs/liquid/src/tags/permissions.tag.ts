import type { TagToken } from 'liquidjs';
import { ScriptTag } from '../engine/script-tag.ts';
import type { ScriptParser, Tokens } from '../parsing/script-parser.ts';
import { verbatimContent } from './verbatim-content.ts';

/** `{% permissions %}scope, scope{% endpermissions %}`: static text about the script, once in it. Prints nothing. */
export class PermissionsTag extends ScriptTag {
  override readonly isBlank = true;

  constructor(token: TagToken, rest: Tokens, parser: ScriptParser) {
    super(token);
    this.markup.expectEnd();
    if (parser.permissions) throw new Error('a script may have one permissions tag');
    const scopes = scopesIn(verbatimContent(token, rest));
    const repeated = scopes.find((scope, index) => scopes.indexOf(scope) < index);
    if (repeated !== undefined) throw new Error(`permissions: "${repeated}" is named twice`);
    parser.permissions = scopes;
  }

  override render(): void {}
}

const scopesIn = (text: string): string[] =>
  text
    .split(/[\n,]/)
    .map((scope) => scope.trim())
    .filter((scope) => scope !== '');
