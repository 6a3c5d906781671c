/** What the answer to a request must be. `unverified` is a refusal with 401, `any` anything but a fault of ours. */
export type Expected = 'event' | 'no_event' | 'refused' | 'unverified' | 'any';

/** A request that is HTTP, however odd: it gets exactly one answer. */
export interface Spoken {
  bytes: Buffer;
  /** Its answer has no body. */
  isHead: boolean;
  expected: Expected;
  /** The kind of attack, for tallies and messages. */
  shape: string;
}

/** What may be no HTTP at all: it is answered or its connection is closed. */
export interface Noise {
  bytes: Buffer;
  shape: string;
  /** `wait`: says nothing more; `half_close`: ends its side; `hang_up`: resets, so that nobody hears the answer. */
  ending: 'wait' | 'half_close' | 'hang_up';
}

/** All that is sent on one connection: requests, then perhaps noise. */
export interface Conversation {
  to: 'ingress' | 'admin';
  spoken: readonly Spoken[];
  noise: Noise | undefined;
  /** Sizes of the packets that it is written in; the rest goes out in one. */
  packets: readonly number[];
  /** The last byte of the local address, so that no two neighbours are one client. */
  from: number;
}

/** A conversation in a message of a failed test. */
export function described({ to, spoken, noise }: Conversation): string {
  const lines = spoken.map(
    ({ shape, bytes, expected }) => `${shape} (${expected}): ${shown(bytes)}`,
  );
  if (noise !== undefined)
    lines.push(`${noise.shape}, then ${noise.ending}: ${shown(noise.bytes)}`);
  return [`to ${to}:`, ...lines].join('\n  ');
}

const shown = (bytes: Buffer): string =>
  JSON.stringify(bytes.toString('latin1').replace(RUN, runShown).slice(0, 1_500));

/** Bombs are long and say little. */
const RUN = /([^]{1,8}?)\1{15,}/g;
const runShown = (run: string, unit: string): string =>
  `${unit}<${run.length / unit.length} times>`;
