/** A task as its API page needs to know it. */
export interface AddressedTask {
  /** Where ingress is reached, without a slash at the end. */
  readonly publicUrl: string;
  /** The Workspace's slug. */
  readonly workspace: string;
  readonly path: string;
  /** Of the current version, 16 hex digits. */
  readonly hash: string;
}

/** The addresses that answer the id, the result, and a stream. */
export type CallFamily = 'run' | 'run_wait_result' | 'run_and_stream';

/** The address of a way to call the task, on its instance: `/api/w/main/jobs/run/p/f/tasks/a`. */
export const callPathOf = (
  { workspace, path, hash }: AddressedTask,
  family: CallFamily,
  by: 'path' | 'hash',
): string => `/api/w/${workspace}/jobs/${family}/${by === 'path' ? `p/${path}` : `h/${hash}`}`;
