import { scopeFault, tokenLabelSchema, type Scope } from '@millwright/access';
import { z } from 'zod';
import { JobProblem } from '../job-problem.ts';

const scopes = z.array(z.string().max(1_000)).max(100).nullable();

const tokenSchema = z.strictObject({
  label: tokenLabelSchema.default(null),
  expiration: z.iso.datetime({ offset: true }).nullable().default(null),
  scopes: scopes.default(null),
  workspace_id: z.string().max(255).nullable().default(null),
  read_only: z.boolean().default(false),
});

const labelSchema = z.strictObject({ label: tokenLabelSchema });
const scopesSchema = z.strictObject({ scopes });

/** A token that is asked for. */
export interface TokenRequest {
  label: string | null;
  expiration: Date | null;
  /** None: all rights of its maker. */
  scopes: Scope[];
  /** Slug; null: the maker's own Workspace. */
  workspace: string | null;
  readOnly: boolean;
}

/** Reads the body of `tokens/create`. What it does not know it refuses: a token lives long. @throws JobProblem */
export function tokenRequestOf(body: unknown): TokenRequest {
  const given = parsed(tokenSchema, body ?? {});
  return {
    label: given.label,
    expiration: given.expiration === null ? null : new Date(given.expiration),
    scopes: knownScopesIn(given.scopes),
    workspace: given.workspace_id,
    readOnly: given.read_only,
  };
}

/** Reads the body of `tokens/update_label`. @throws JobProblem */
export const labelIn = (body: unknown): string | null => parsed(labelSchema, body).label;

/** Reads the body of `tokens/update_scopes`. @throws JobProblem */
export const scopesIn = (body: unknown): Scope[] =>
  knownScopesIn(parsed(scopesSchema, body).scopes);

function knownScopesIn(given: readonly string[] | null): Scope[] {
  for (const scope of given ?? []) {
    const fault = scopeFault(scope);
    if (fault !== undefined) throw new JobProblem('scope_invalid', fault);
  }
  return [...(given ?? [])];
}

function parsed<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [{ path, message }] = result.error.issues as [z.core.$ZodIssue];
  const where = path.length === 0 ? 'the body' : path.join('.');
  throw new JobProblem('invalid_body', `${where}: ${message}`);
}
