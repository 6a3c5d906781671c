import type { Principal } from '@millwright/access';
import { JobProblem, type CalledTask, type CallTarget, type CallTargets } from '@millwright/job';
import type { Id } from '@millwright/kernel';
import { demandRunRights } from './call-rights.ts';

/**
 * The task that is called, if it may be; it may be disabled. Scopes are judged by the path, before it is known whether
 * it exists. @throws JobProblem, DatabaseUnavailableError
 */
export async function allowedTask(
  targets: CallTargets,
  who: Principal,
  workspaceId: Id,
  { target, tag }: { target: CallTarget; tag: string },
): Promise<CalledTask> {
  if ('path' in target) demandRunRights(who, { path: target.path, tag });
  const task = await targets.task(workspaceId, target);
  if ('hash' in target) demandRunRights(who, { path: task?.path ?? null, tag });
  if (task === undefined) throw unknownTarget(target);
  return task;
}

/** @throws JobProblem */
export function demandEnabled({ isEnabled, path }: CalledTask): void {
  if (isEnabled) return;
  throw new JobProblem('task_disabled', `the task ${path} is disabled: enable it first`);
}

const unknownTarget = (target: CallTarget): JobProblem =>
  new JobProblem(
    'task_not_found',
    'path' in target
      ? `there is no task at the path ${target.path}`
      : `there is no version with the hash ${target.hash}`,
  );
