import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { whyNoFirewall } from './firewall.mjs';
import { Phase } from './phase.mjs';
import { randomOf } from './random.mjs';
import { rowNotJudged } from './row.mjs';
import { describe, layoutKeyOf, startWorld } from './world.mjs';

/** Runs all faults asked for, on as few systems as they need, and answers the report. */
export async function campaign({ root, options, whyNot, signal }) {
  const random = randomOf(options.seed);
  const started = new Date();
  const rows = [];
  const leftOut = [];
  say(`Seed ${options.seed}, ${options.rate} events a second.`);
  for (const embodiment of options.embodiments) {
    const wanted = options.faults.filter((fault) => fault.embodiments.includes(embodiment));
    const able = wanted.filter((fault) => {
      const reason = whyLeftOut(fault, whyNot);
      if (reason) leftOut.push({ fault: fault.name, embodiment, reason });
      if (reason) say(`${fault.name}: left out, ${reason}`);
      return reason === undefined;
    });
    for (const group of groupsOf(able)) {
      let left = group;
      while (left.length > 0 && !signal.aborted) {
        left = await runGroup({ root, embodiment, group: left, options, random, signal, rows });
      }
    }
  }
  const ended = new Date();
  return {
    ...(await circumstances()),
    started,
    ended,
    options: settingsOf(options),
    isAborted: signal.aborted,
    leftOut,
    rows,
  };
}

/**
 * Runs faults on one system, and answers those that are left: where one broke the harness or the system, it and those
 * that were to be compared with it have failed, and the others go on with a new system. No system, and all have failed.
 */
async function runGroup({ root, embodiment, group, options, random, signal, rows }) {
  const { seconds, rate, comparesTogether } = options;
  const { layout } = group[0];
  const open = new Set();
  let world;
  let begun = 0;
  const finish = async (phase) => {
    const row = await phase.judge();
    rows.push(row);
    open.delete(phase.fault);
    print(row, world);
  };
  const driven = [];
  try {
    world = await startWorld(root, { embodiment, layout, seed: options.seed });
    say(`\n── ${embodiment}: ${world.layout}`);
    for (const fault of group) {
      signal.throwIfAborted();
      begun += 1;
      open.add(fault);
      const phase = new Phase({ world, fault, serial: begun, seconds, rate, random, signal });
      await phase.drive();
      if (comparesTogether) driven.push(phase);
      else await finish(phase);
    }
    for (const phase of driven) await finish(phase);
  } catch (error) {
    if (signal.aborted) return [];
    say(error.stack);
    if (world) printLogs(world);
    if (!world) begun = group.length;
    const system = world?.layout ?? describe(embodiment, layout);
    for (const fault of world ? open : group) {
      const row = rowNotJudged({ fault, embodiment, system, seconds, reason: error.message });
      rows.push(row);
      print(row);
    }
  } finally {
    await world?.stop();
  }
  return group.slice(begun);
}

function whyLeftOut({ needs = [] }, whyNot) {
  if (needs.includes('namespaces') && whyNot) return whyNot;
  if (needs.includes('firewall')) return whyNot ?? whyNoFirewall();
  return needs.map((need) => (typeof need === 'function' ? need() : undefined)).find(Boolean);
}

/** Faults that need the same system, together. */
function groupsOf(faults) {
  const groups = new Map();
  for (const fault of faults) {
    const key = layoutKeyOf(fault.layout);
    groups.set(key, [...(groups.get(key) ?? []), fault]);
  }
  return [...groups.values()];
}

const settingsOf = ({ seconds, rate, seed }) => ({ seconds, rate, seed });

async function circumstances() {
  const version = (command, ...args) => {
    try {
      return execFileSync(command, args, { stdio: 'pipe' }).toString().trim();
    } catch {
      return 'unknown';
    }
  };
  return {
    machine: `${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GB`,
    node: process.version,
    postgres: /\d+(\.\d+)?/.exec(version('psql', '--version'))?.[0],
    rabbitmq: version('rabbitmqctl', 'version'),
  };
}

function print(row, world) {
  const { fault, sent, acknowledged, lost, duplicates, recoveryMs, quietMs, complaints } = row;
  const { deliveries, deliveryDuplicates, outOfOrder } = row;
  const seconds = (ms) => (ms === undefined ? 'never' : `${(ms / 1_000).toFixed(1)} s`);
  say(
    `${complaints.length === 0 ? 'ok  ' : 'FAIL'} ${fault.padEnd(28)} ${row.injections} times, ` +
      `${row.evidence.count} ${row.evidence.of} · sent ${sent}, acknowledged ` +
      `${acknowledged}, lost ${lost ?? 'unknown'}, duplicate effects ${duplicates}, ` +
      `${deliveries} deliveries, ${deliveryDuplicates} twice, ${outOfOrder} out of order, recovered in ${seconds(recoveryMs.median)} ` +
      `(worst ${seconds(recoveryMs.worst)}), quiet after ${seconds(quietMs)} · ${JSON.stringify(row.answers)}`,
  );
  for (const complaint of complaints) say(`     ${complaint}`);
  if (world && (complaints.length > 0 || process.env.FAULTS_LOGS === 'always')) printLogs(world);
}

/** The last words of every app, where they were asked for. */
function printLogs(world) {
  if (!process.env.FAULTS_LOGS) return;
  for (const app of world.apps) say(`--- ${app.name}\n${app.lastWords}`);
}

const say = (line) => console.error(line);
