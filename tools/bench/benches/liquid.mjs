import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Liquid } from 'liquidjs';
import { alternate } from '../harness/alternate.mjs';

const PAIRS = 5;
const RENDERS = 6_000;
const UNDER_WAY = 64;
const THREADS = [1, 2];
const GOAL = 0.8;

/**
 * Renders a second of a script as tasks have them, through the pool: the context goes over as JSON text and is parsed,
 * the objects come back. Against liquidjs in this process, the script parsed before and its variables there as objects.
 */
export async function run(root, closing) {
  const { LiquidPool, defaultRenderLimits } = await import('@millwright/liquid');
  const source = readFileSync(join(root, 'tools/bench/harness/script.liquid'), 'utf8');
  const bare = bareLiquid(source);
  const rows = [];
  for (const threads of THREADS) {
    const pool = await closing.use(new LiquidPool({ threads }), (opened) => opened.close());
    const request = {
      templateKey: 'bench',
      source,
      context: JSON.stringify(variables),
      limits: defaultRenderLimits,
    };
    expectSameObjects(await pool.render(request), bare.render());
    const ours = () => throughPool(pool, request);
    const { pairs, ...result } = await alternate({
      pairs: PAIRS,
      ours,
      baselines: { 'liquidjs in process': () => inProcess(bare) },
    });
    rows.push({
      name: `${threads} ${threads === 1 ? 'thread' : 'threads'}`,
      ...result,
      pairs,
      goal: `≥ ${GOAL} ×`,
      met: result.ratios['liquidjs in process'] >= GOAL,
    });
    await pool.close();
  }
  const tags = source.match(/\{%-?\s*(?!end|else|elsif|when)\w/g).length;
  return {
    unit: 'renders/s',
    settings: {
      pairs: PAIRS,
      renders: RENDERS,
      under_way: UNDER_WAY,
      script_bytes: Buffer.byteLength(source),
      tags,
    },
    rows,
  };
}

async function throughPool(pool, request) {
  let left = RENDERS;
  const begin = performance.now();
  const oneAfterAnother = async () => {
    while (left > 0) {
      left -= 1;
      const outcome = await pool.render(request);
      if (!outcome.ok) throw new Error(`the script failed: ${outcome.error.message}`);
    }
  };
  await Promise.all(Array.from({ length: UNDER_WAY }, oneAfterAnother));
  return { figure: perSecond(begin) };
}

function inProcess(bare) {
  const begin = performance.now();
  for (let left = RENDERS; left > 0; left -= 1) bare.render();
  return { figure: perSecond(begin) };
}

const perSecond = (begin) => (RENDERS / (performance.now() - begin)) * 1000;

function bareLiquid(source) {
  const engine = new Liquid();
  const templates = engine.parse(source);
  return { render: () => engine.renderSync(templates, variables) };
}

/** Both have to have rendered the same, or the comparison says nothing. */
function expectSameObjects(outcome, output) {
  if (!outcome.ok) throw new Error(`the script failed: ${outcome.error.message}`);
  const ours = [
    ...outcome.actions.map(({ type, options }) => ({
      action: { type, options: JSON.parse(options) },
    })),
    ...outcome.logs.map((log) => ({ log: JSON.parse(log) })),
  ];
  const theirs = output
    .split(/\n(?=\{)/)
    .filter((text) => text.trim() !== '')
    .map((text) => JSON.parse(text));
  const inOrder = (objects) => objects.map((object) => JSON.stringify(object)).sort();
  const [expected, rendered] = [inOrder(theirs), inOrder(ours)];
  if (expected.length === 0 || JSON.stringify(expected) !== JSON.stringify(rendered)) {
    throw new Error(
      `not the same objects:\n${rendered.join('\n')}\nthan liquidjs:\n${expected.join('\n')}`,
    );
  }
}

const variables = {
  event: {
    id: '0197f0aa-7a10-7c11-8000-4d696c6c7772',
    topic: 'user/order/created',
    created_at: '2026-03-01T12:00:00.000Z',
    data: {
      id: 1043,
      currency: 'EUR',
      note: 'Please ring twice. ',
      customer: { name: 'Ada Lovelace', email: 'ada@customers.example', tags: ['vip', 'early'] },
      shipping: { city: 'London', country: 'GB', method: 'express' },
      items: Array.from({ length: 8 }, (_, index) => ({
        sku: `MW-${100 + index}`,
        title: `Part number ${index}`,
        quantity: (index % 3) + 1,
        price: 1250 + index * 75,
        tags: index % 2 === 0 ? ['fragile'] : [],
      })),
    },
  },
  options: { recipients: ['orders@mill.example'], minimum: 5000, subject: 'New order' },
  task: { id: '0197f0aa-7a10-7c11-8000-000000000001', name: 'Announce orders' },
  shop: { name: 'The Mill', timezone: 'Europe/London', currency: 'EUR' },
};
