import { watched } from './watched.mjs';

const STATEMENTS = {
  detach_ms: /^alter table (\w+) detach partition/,
  drop_ms: /^drop table (\w+)_p\d+$/,
};

/**
 * The database as retention sees it, which times what takes a week's tables away: `times` has
 * `{<table>: {detach_ms: [], drop_ms: []}}`, a time for each week.
 */
export function tableTimesOn(database) {
  const times = {};
  const around = async (_sql, [text], run) => {
    const startedAt = performance.now();
    const answer = await run();
    const ms = performance.now() - startedAt;
    for (const [kind, pattern] of Object.entries(STATEMENTS)) {
      const table = pattern.exec(text)?.[1];
      if (table === undefined) continue;
      times[table] ??= { detach_ms: [], drop_ms: [] };
      times[table][kind].push(ms);
    }
    return answer;
  };
  return { database: watched(database, around), times };
}
