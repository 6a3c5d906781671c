export { RecoveryCommands, type RecoveryCount } from './recovery-commands.ts';
export { Recovery } from './recovery.entity.ts';
export type { RecoveryKind, RecoveryRequest } from './recovery-range.ts';
export { RecoveryWorker, type RecoveryWorkerTools } from './recovery-worker.ts';
