import { createHash } from 'node:crypto';
import type { FoundSecret } from '@millwright/action';
import type { Sql } from '@millwright/database';
import { RawJson, stringifyJson, type Id } from '@millwright/kernel';
import type { ScriptValues, SecretScope } from '../workspaces.ts';

/** Globals and secrets of one Workspace, kept in memory. */
export class TestValues implements ScriptValues {
  /** Values by key. */
  globals: Record<string, unknown> = {};
  readonly secrets = new Map<string, string>();
  /** The secrets that actions have opened, in order. */
  readonly read: string[] = [];

  async globalsOf(): Promise<RawJson> {
    return new RawJson(stringifyJson(this.globals));
  }

  async secretsOf(_sql: Sql, scope: SecretScope): Promise<ReadonlyMap<string, string>> {
    return new Map([...this.secrets.keys()].map((key) => [key, referenceTo(key, scope)]));
  }

  async secretBehind(
    _sql: Sql,
    reference: string,
    scope: SecretScope,
    use?: { actionRunId: Id; taskId: Id },
  ): Promise<FoundSecret> {
    const [, key = ''] = reference.split(':');
    if (reference !== referenceTo(key, scope)) return { is: 'text' };
    const value = this.secrets.get(key);
    if (value === undefined) return { is: 'missing', key };
    if (use !== undefined) this.read.push(key);
    return { is: 'open', key, value };
  }
}

function referenceTo(key: string, { workspaceId, taskRunId }: SecretScope): string {
  const tag = createHash('md5').update(`${workspaceId}/${taskRunId}/${key}`).digest('hex');
  return `__millwright_secret:${key}:${tag}__`;
}
