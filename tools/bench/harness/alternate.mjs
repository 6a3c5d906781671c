import { median } from './statistics.mjs';

/**
 * Measures ours and every baseline in turn (A B A B …), so that what the machine does meanwhile falls on all alike.
 * A measure answers `{figure, …}`; `between` runs before each, to leave no side the other's litter. The first
 * `warmUps` rounds are dropped. Answers the medians of the figures, the medians of the ratios within each round, and
 * the rounds themselves: `{ours, baselines, ratios, pairs}`, as a row of a result has them.
 */
export async function alternate({
  pairs: amount = 5,
  warmUps = 1,
  ours,
  baselines,
  between = () => undefined,
  say = console.error,
}) {
  const measures = Object.entries({ ours, ...baselines });
  const pairs = [];
  for (let round = -warmUps; round < amount; round += 1) {
    const pair = {};
    for (const [name, measure] of measures) {
      await between();
      pair[name] = await measure();
    }
    const figures = measures.map(([name]) => `${name} ${pair[name].figure.toPrecision(4)}`);
    say(`${round < 0 ? 'warm-up' : `round ${round + 1}`}: ${figures.join(', ')}`);
    if (round >= 0) pairs.push(pair);
  }
  const of = (figureOf) =>
    Object.fromEntries(
      Object.keys(baselines).map((name) => [
        name,
        median(pairs.map((pair) => figureOf(pair, name))),
      ]),
    );
  return {
    ours: median(pairs.map((pair) => pair.ours.figure)),
    baselines: of((pair, name) => pair[name].figure),
    ratios: of((pair, name) => pair.ours.figure / pair[name].figure),
    pairs,
  };
}

/** The median of another field of each side of the rounds: `{ours, <baseline>: …}`. */
export function mediansOf(pairs, field) {
  return Object.fromEntries(
    Object.keys(pairs[0]).map((name) => [name, median(pairs.map((pair) => pair[name][field]))]),
  );
}
