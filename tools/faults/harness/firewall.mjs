import { execFileSync } from 'node:child_process';
import { programAt } from '../../services/programs.mjs';

const TABLE = 'ip millwright_faults';

/** Why packets cannot be dropped here, or undefined. */
export const whyNoFirewall = () => (programAt('nft') ? undefined : 'the program `nft` is missing');

/** Rules of the kernel's packet filter, in this run's own network namespace. */
export class Firewall {
  /** Nothing comes or goes any more, and nobody is told: packets to and from these ports vanish. */
  cut(ports) {
    this.#drop(ports.flatMap((port) => [`tcp dport ${port}`, `tcp sport ${port}`]));
  }

  /** So many of 100 packets vanish, each way. */
  lose(ports, percent) {
    const some = `numgen random mod 100 < ${percent}`;
    this.#drop(ports.flatMap((port) => [`tcp dport ${port} ${some}`, `tcp sport ${port} ${some}`]));
  }

  /** Packets that match one of these vanish. */
  dropWhere(matches) {
    this.#drop(matches);
  }

  /** Everything passes again. Answers how many packets vanished until now. */
  clear() {
    nft(`add table ${TABLE}`);
    const listing = nft(`list table ${TABLE}`).toString();
    nft(`delete table ${TABLE}`);
    return droppedIn(listing);
  }

  #drop(matches) {
    this.clear();
    nft(
      `add table ${TABLE}; add chain ${TABLE} out { type filter hook output priority 0; }; ` +
        matches.map((match) => `add rule ${TABLE} out ${match} counter drop`).join('; '),
    );
  }
}

/** What the counters of all rules say together. */
export const droppedIn = (listing) =>
  [...listing.matchAll(/counter packets (\d+)/g)].reduce(
    (sum, [, packets]) => sum + Number(packets),
    0,
  );

const nft = (commands) => execFileSync('nft', [commands], { stdio: 'pipe' });
