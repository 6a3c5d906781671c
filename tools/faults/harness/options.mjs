import { parseArgs } from 'node:util';

/** The most telling ones, for every run of the tests. */
const short = {
  processes: ['kill-any', 'broker-kill', 'database-restart-immediate'],
  standalone: ['kill-standalone'],
};
const SHORT_SECONDS = 12;

export const USAGE = (faults) => `npm run test:faults -- [options]
  --only NAME[,NAME]        these faults only
  --minutes N               how long each fault goes on (default 1)
  --embodiment NAME         processes or standalone only
  --short                   the most telling ones, for seconds each, compared together at the end
  --rate N                  events per second (default 30)
  --seed N                  for what is random
  --report FILE             where the report goes as JSON
  --publish                 into docs/reliability.md and docs/reliability.json, too: only a whole run that passed
Faults: ${faults.map(({ name }) => name).join(', ')}`;

/** What to run, from the words of the command line. */
export function optionsOf(words, faults) {
  const { values } = parseArgs({
    args: words,
    options: {
      only: { type: 'string' },
      minutes: { type: 'string' },
      embodiment: { type: 'string' },
      short: { type: 'boolean', default: false },
      rate: { type: 'string', default: '30' },
      seed: { type: 'string' },
      report: { type: 'string' },
      publish: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const isShort = values.short;
  const names = values.only?.split(',') ?? (isShort ? Object.values(short).flat() : undefined);
  const unknown = names?.filter((name) => !faults.some((fault) => fault.name === name)) ?? [];
  if (unknown.length > 0) throw new Error(`No such fault: ${unknown.join(', ')}`);
  const seconds = values.minutes ? Number(values.minutes) * 60 : isShort ? SHORT_SECONDS : 60;
  if (values.publish && (values.only || values.embodiment || isShort)) {
    throw new Error('--publish is for all faults: not with --only, --embodiment or --short');
  }
  const chosen = names ? faults.filter(({ name }) => names.includes(name)) : faults;
  const rate = Number(values.rate);
  if (!(seconds > 0 && seconds <= 3_600)) throw new Error('--minutes: above 0, at most 60');
  if (!(rate > 0 && rate <= 500)) throw new Error('--rate: above 0, at most 500');
  return {
    faults: isShort ? chosen.map(untimed) : chosen,
    embodiments: values.embodiment ? [values.embodiment] : ['processes', 'standalone'],
    seconds,
    rate,
    seed: values.seed ? Number(values.seed) : Math.floor(Math.random() * 1e9),
    comparesTogether: isShort,
    report: values.report,
    publish: values.publish,
    help: values.help,
  };
}

/** The short form runs with every test, on machines of any speed: it asks whether something is lost, not how soon. */
const untimed = (fault) => ({ ...fault, expects: { ...fault.expects, recoveryMs: undefined } });
