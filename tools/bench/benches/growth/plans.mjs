import { watched } from './watched.mjs';

/** From so many rows on, reading a table from end to end counts as a scan. */
const LARGE = 5_000;

/**
 * The database as the product sees it, which explains every statement before it runs it: `scans` gathers the large
 * tables that a plan reads from end to end.
 */
export function explained(database) {
  const scans = new Set();
  const explain = async (sql, text, params) => {
    if (!/^\s*(select|with|insert|update|delete)\b/i.test(text)) return;
    const [row] = await sql.query(`explain (format json) ${text}`, params);
    const [{ Plan: plan }] = Object.values(row)
      .map((json) => (typeof json === 'string' ? JSON.parse(json) : json))
      .at(0);
    for (const relation of scannedBy(plan)) {
      if (await isLarge(sql, relation)) scans.add(relation);
    }
  };
  const around = async (sql, [text, params], run) => {
    await explain(sql, text, params);
    return run();
  };
  return { database: watched(database, around), scans };
}

function scannedBy(plan) {
  const below = (plan.Plans ?? []).flatMap(scannedBy);
  return plan['Node Type'] === 'Seq Scan' ? [plan['Relation Name'], ...below] : below;
}

async function isLarge(sql, relation) {
  const [row] = await sql.query('select reltuples from pg_class where oid = to_regclass($1)', [
    relation,
  ]);
  return row !== undefined && Number(row.reltuples) >= LARGE;
}
