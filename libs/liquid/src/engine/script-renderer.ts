import { MAX_JSON_DEPTH, type JsonValue } from '@millwright/kernel';
import { LiquidRunError } from '../liquid.errors.ts';
import type { HeapGauge } from '../limits/live-heap.ts';
import { RunMeter } from '../limits/run-meter.ts';
import { logsOf, renderedObjectsOf } from '../output/rendered-objects.ts';
import type { RenderOutcome, RenderRequest, TextOutcome } from '../render-request.ts';
import { parseValue } from '../values/parse-value.ts';
import { CacheObject, type CacheReader } from './cache-object.ts';
import { OutputEmitter } from './emitters.ts';
import { renderTemplates } from './renderer.ts';
import { RunContext } from './run-context.ts';
import { liquidRunErrorOf } from './run-error.ts';
import { TemplateCache } from './template-cache.ts';

// The context holds the event, which holds its data.
const MAX_CONTEXT_DEPTH = MAX_JSON_DEPTH + 8;

/** Renders scripts in the thread it lives in, one after another. */
export class ScriptRenderer {
  private readonly templates: TemplateCache;
  private readonly heap: HeapGauge;
  private readonly now: () => number;
  private bytesAtRest = Number.POSITIVE_INFINITY;

  constructor(options: { templateCacheBytes: number; heap: HeapGauge; now: () => number }) {
    this.templates = new TemplateCache(options.templateCacheBytes);
    this.heap = options.heap;
    this.now = options.now;
  }

  /** Renders a script and reads its objects. Never throws. */
  render(request: RenderRequest, cache?: CacheReader): RenderOutcome {
    let output = '';
    try {
      this.renderInto((printed) => (output = printed), request, cache);
      return { ok: true, ...renderedObjectsOf(output, request.limits) };
    } catch (error) {
      return { ok: false, error: runErrorOf(error), logs: logsOf(output) };
    }
  }

  /** Renders text. Never throws. */
  renderText(request: RenderRequest, cache?: CacheReader): TextOutcome {
    let text = '';
    try {
      this.renderInto((printed) => (text = printed), request, cache);
      return { ok: true, text };
    } catch (error) {
      return { ok: false, error: runErrorOf(error) };
    }
  }

  /** Hands over what was printed, also when the render then fails. */
  private renderInto(
    keep: (output: string) => void,
    request: RenderRequest,
    cache: CacheReader | undefined,
  ): void {
    this.bytesAtRest = Math.min(this.bytesAtRest, this.heap.usedBytes());
    const meter = new RunMeter(request.limits, this.heap, this.bytesAtRest, this.now);
    const templates = this.templates.templatesOf(request.templateKey, request.source);
    const variables = variablesOf(request.context, meter);
    if (cache) variables['cache'] = new CacheObject(cache, meter);
    const run = new RunContext(variables, meter, request.nowMs ?? Date.now());
    const emitter = new OutputEmitter(meter);
    try {
      renderTemplates(templates, run, emitter);
    } finally {
      keep(emitter.buffer);
    }
  }
}

/** The environment variables of a script, in an object without a prototype: any name is plain data. */
function variablesOf(context: string, meter: RunMeter): Record<string, unknown> {
  const parsed = contextOf(context, meter);
  if (!(parsed instanceof Map))
    throw new LiquidRunError('internal', 'the context is not an object');
  const variables = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of parsed) variables[name] = value;
  return variables;
}

function contextOf(context: string, meter: RunMeter): JsonValue {
  try {
    return parseValue(context, meter, MAX_CONTEXT_DEPTH);
  } catch (error) {
    if (error instanceof LiquidRunError) throw error;
    throw new LiquidRunError('internal', `the context is not JSON: ${(error as Error).message}`);
  }
}

const runErrorOf = (error: unknown) => liquidRunErrorOf(error, 'liquid_render').toRunError();
