const columns = {
  id: 'id',
  workspace_id: 'workspaceId',
  name: 'name',
  description: 'description',
  url: 'url',
  enabled: 'enabled',
  disabled_reason: 'disabledReason',
  disabled_at: 'disabledAt',
  topics: 'topics',
  format: 'format',
  mode: 'mode',
  ordering: 'ordering',
  settings: 'settings',
  sealed: 'sealed',
  changed_epoch: 'changedEpoch',
  edited_at: 'editedAt',
  portal_generation: 'portalGeneration',
  created_at: 'createdAt',
  created_by: 'createdBy',
  updated_at: 'updatedAt',
  updated_by: 'updatedBy',
  deleted_at: 'deletedAt',
} as const;

/** The columns of an `Endpoint` for a select, of a table by this alias. */
export const endpointColumns = (alias: string): string =>
  Object.entries(columns)
    .map(([column, member]) => `${alias}.${column} as "${member}"`)
    .join(', ');
