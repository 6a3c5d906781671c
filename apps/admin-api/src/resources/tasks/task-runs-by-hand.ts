import { AuditedWrites } from '@millwright/access';
import { CLOCK } from '@millwright/host';
import type { Clock, Id, RawJson } from '@millwright/kernel';
import { checkUserForm, EventCommands, runTopicOf, USER_FORM_TOPIC } from '@millwright/task';
import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../../http/admin-request.ts';
import { doneOf } from '../../http/command-answer.ts';
import { invalid } from '../../http/problem.ts';
import { refuseLarge } from '../events/event-size.ts';
import { TaskWrites } from './task-writes.ts';

/** Runs tasks by hand. What was entered in a task's Run form is checked first. */
@Injectable()
export class TaskRunsByHand {
  constructor(
    private readonly tasks: TaskWrites,
    private readonly commands: EventCommands,
    private readonly writes: AuditedWrites,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Answers the id of the event. */
  async run(by: Caller, id: Id, data: RawJson | undefined): Promise<Id> {
    if (data !== undefined) refuseLarge(data, by);
    const given = data && (await this.entered(by, id, data));
    const event = doneOf(await this.commands.runTask(by.workspace.id, id, given));
    const changes = { event_id: event.id };
    await this.writes.note(by, { action: 'run', resource: 'tasks', id, changes });
    return event.id;
  }

  private async entered(by: Caller, id: Id, data: RawJson): Promise<RawJson> {
    const { definition, enabled } = await this.tasks.get(by, id);
    const isForm = runTopicOf(definition.subscriptions, data) === USER_FORM_TOPIC;
    if (!enabled || !isForm) return data;
    const at = { nowMs: this.clock.now(), timezone: by.workspace.settings.timezone };
    const outcome = checkUserForm(definition, data, at);
    if (!outcome.ok) throw invalid(outcome.faults);
    return outcome.data;
  }
}
