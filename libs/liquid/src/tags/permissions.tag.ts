import {
  Tag,
  TypeGuards,
  type Liquid,
  type Parser,
  type TagToken,
  type TopLevelToken,
} from 'liquidjs';

const seen = new WeakSet<Parser>();

/** `{% permissions %}scope, scope{% endpermissions %}`: static text about the script. Prints nothing. */
export class PermissionsTag extends Tag {
  readonly scopes: readonly string[];

  constructor(token: TagToken, rest: TopLevelToken[], liquid: Liquid, parser: Parser) {
    super(token, rest, liquid);
    if (seen.has(parser)) throw new Error('a script may have one permissions tag');
    seen.add(parser);
    this.scopes = readScopes(rest);
    const repeated = this.scopes.find((scope, index) => this.scopes.indexOf(scope) < index);
    if (repeated !== undefined) throw new Error(`permissions: "${repeated}" is named twice`);
  }

  override render(): void {}
}

function readScopes(rest: TopLevelToken[]): string[] {
  let text = '';
  for (let token = rest.shift(); token; token = rest.shift()) {
    if (TypeGuards.isTagToken(token) && token.name === 'endpermissions') {
      return text
        .split(/[\n,]/)
        .map((scope) => scope.trim())
        .filter((scope) => scope !== '');
    }
    text += token.getText();
  }
  throw new Error('tag permissions not closed: endpermissions is missing');
}
