import {
  AuditedWrites,
  workspaceSettingsPatchSchema,
  workspaceSettingsSchema,
  WorkspaceStore,
} from '@millwright/access';
import type { StoredWorkspace } from '@millwright/access';
import { Get, Patch } from '@nestjs/common';
import { z } from 'zod';
import type { Caller } from '../../http/admin-request.ts';
import { Operation } from '../../http/operation.ts';
import { By, Given } from '../../http/parameters.ts';
import { found } from '../../http/problem.ts';
import { WorkspaceResource } from '../../http/resource-controller.ts';
import { checkDefaults } from '../connections/default-connections.ts';

const resource = 'settings';
const answer = z.object({ name: z.string(), ...workspaceSettingsSchema.shape });

/** What a Workspace is called and how it behaves. */
@WorkspaceResource(resource)
export class SettingsController {
  constructor(
    private readonly store: WorkspaceStore,
    private readonly writes: AuditedWrites,
  ) {}

  @Get()
  @Operation({ summary: "Read the Workspace's settings", answer })
  get(@By() { workspace }: Caller) {
    return showSettings(workspace);
  }

  @Patch()
  @Operation({
    summary: "Change the Workspace's settings; null brings back a default",
    body: workspaceSettingsPatchSchema,
    answer,
  })
  async patch(
    @By() by: Caller,
    @Given() { name, ...settings }: z.output<typeof workspaceSettingsPatchSchema>,
  ) {
    const { id } = by.workspace;
    const changed = await this.writes.commit(
      by,
      async (tx) => {
        const updated = found(await this.store.update(tx, id, { name, settings }), 'Workspace');
        await checkDefaults(tx, id, settings);
        return updated;
      },
      () => ({ action: 'update', resource, id, changes: { fields: Object.keys(settings) } }),
    );
    return showSettings(changed);
  }
}

const showSettings = ({ name, settings }: StoredWorkspace) => ({ name, ...settings });
