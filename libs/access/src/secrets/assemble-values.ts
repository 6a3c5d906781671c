import { SecretBox, type SecretKeys } from '@millwright/kernel';
import { SecretReferences } from './secret-references.ts';
import { SecretStore } from './secret.store.ts';
import { WorkspaceValues } from './workspace-values.ts';

/** The globals and secrets of Workspaces, opened with these keys. */
export const workspaceValuesWith = (keys: SecretKeys): WorkspaceValues =>
  new WorkspaceValues(new SecretStore(new SecretBox(keys)), new SecretReferences(keys));
