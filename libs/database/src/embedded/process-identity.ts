import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process, told apart from a later one with the same number. */
export interface ProcessIdentity {
  pid: number;
  /** When it started, in the kernel's ticks; empty where the kernel does not say. */
  started: string;
  /** Where its number means something: machine, boot and PID namespace. */
  space: string;
}

const STATE = 0;
const START_TIME = 19;

/** The process that calls. */
export const ownIdentity = (): ProcessIdentity => ({
  pid: process.pid,
  started: statFieldsOf(process.pid)?.[START_TIME] ?? '',
  space: space(),
});

/** Whether the process still runs; undefined when it belongs to another machine or container, where nobody can tell. */
export function isAlive({ pid, started, space: where }: ProcessIdentity): boolean | undefined {
  if (where !== space()) return undefined;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const fields = statFieldsOf(pid);
  if (fields === undefined) return true;
  return fields[STATE] !== 'Z' && fields[START_TIME] === started;
}

/** What `/proc/<pid>/stat` lists behind the command's name, which may itself contain spaces and brackets. */
function statFieldsOf(pid: number): string[] | undefined {
  const stat = textOf(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
}

const space = (): string =>
  [
    hostname(),
    textOf(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()),
    textOf(() => readlinkSync('/proc/self/ns/pid')),
  ].join(' ');

function textOf(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
