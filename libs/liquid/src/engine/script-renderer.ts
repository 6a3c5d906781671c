import { MAX_JSON_DEPTH, type JsonValue } from '@millwright/kernel';
import type { HeapGauge } from '../limits/live-heap.ts';
import { shortRenderLimits, type RenderLimits } from '../limits/render-limits.ts';
import { RunMeter } from '../limits/run-meter.ts';
import { LiquidRunError } from '../liquid.errors.ts';
import { listedObjectsOf, type ListedObject } from '../output/printed-list.ts';
import { logsOf, renderedObjectsOf } from '../output/rendered-objects.ts';
import { TemplateCache } from '../parsing/template-cache.ts';
import type { RenderOutcome, RenderRequest, TextOutcome } from '../render-request.ts';
import { parseValue } from '../values/parse-value.ts';
import { itemOf } from '../values/property-of.ts';
import { CacheObject, type CacheReader } from './cache-object.ts';
import { OutputEmitter } from './emitters.ts';
import { giveOptions } from './option-values.ts';
import { renderTemplates } from './renderer.ts';
import { giveBulkOperation } from '../shop/bulk-operation-object.ts';
import { RunContext } from './run-context.ts';
import { liquidRunErrorOf } from './run-error.ts';

// The context holds the event with five generations above it; the data of each may wrap what was as deep as it may be.
const MAX_CONTEXT_DEPTH = MAX_JSON_DEPTH + 32;

/** Renders scripts in the thread it lives in, one after another. */
export class ScriptRenderer {
  private readonly templates: TemplateCache;
  private readonly heap: HeapGauge;
  private readonly now: () => number;
  private bytesAtRest = Number.POSITIVE_INFINITY;
  private parsedBytesAtRest = 0;

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
      const rendered = renderedObjectsOf(output, request.limits);
      return { ok: true, ...rendered, ...listedOf(request, output) };
    } catch (error) {
      const logs = logsOf(output);
      return { ok: false, error: runErrorOf(error), logs, ...listedOf(request, output) };
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
    this.measureAtRest(request.limits);
    const meter = new RunMeter(request.limits, this.heap, this.bytesAtRest, this.now);
    const templates = this.templates.templatesOf(request.templateKey, request.source);
    const variables = variablesOf(request.context, meter);
    if (cache) variables['cache'] = new CacheObject(cache, meter);
    const nowMs = request.nowMs ?? Date.now();
    const runWith = (paid: RunMeter): RunContext => {
      const run = new RunContext(variables, paid, nowMs);
      run.secretBehind = (reference) => cache?.secret?.(reference, paid.timeLeftMs);
      return run;
    };
    this.giveOptions(variables, request, meter, runWith);
    const run = runWith(meter);
    run.shop = cache?.shop;
    giveBulkOperation(variables, run);
    const emitter = new OutputEmitter(meter);
    try {
      renderTemplates(templates, run, emitter);
    } finally {
      keep(emitter.buffer);
    }
  }

  /**
   * What the thread holds between runs is held by none of them. With every parsed script it grows, up to the size of the
   * cache; measuring that takes a collection, so it waits until it may be a fair part of the limit.
   */
  private measureAtRest({ memoryBytes }: RenderLimits): void {
    const { parsedBytes } = this.templates;
    const isOutdated = parsedBytes - this.parsedBytesAtRest > memoryBytes / 8;
    if (isOutdated) {
      this.heap.collect();
      this.parsedBytesAtRest = parsedBytes;
    }
    const usedBytes = this.heap.usedBytes();
    this.bytesAtRest = isOutdated ? usedBytes : Math.min(this.bytesAtRest, usedBytes);
  }

  /** Before the script: every value that is Liquid, each in a scope and with a time limit of its own. */
  private giveOptions(
    variables: Record<string, unknown>,
    { options = [], limits }: RenderRequest,
    whole: RunMeter,
    runWith: (meter: RunMeter) => RunContext,
  ): void {
    if (options.length === 0) return;
    giveOptions(variables, options, {
      member: (name, key) => itemOf(variables[name], key),
      text: (source) => {
        const timeMs = Math.min(shortRenderLimits.timeMs, whole.timeLeftMs);
        const meter = new RunMeter({ ...limits, timeMs }, this.heap, this.bytesAtRest, this.now);
        const emitter = new OutputEmitter(meter);
        const templates = this.templates.templatesOf(source, source);
        renderTemplates(templates, runWith(meter), emitter);
        const text = emitter.buffer;
        whole.use(text.length * 2);
        return text;
      },
    });
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

const listedOf = ({ listed }: RenderRequest, output: string): { listed?: ListedObject[] } =>
  listed === true ? { listed: listedObjectsOf(output) } : {};

const runErrorOf = (error: unknown) => liquidRunErrorOf(error, 'liquid_render').toRunError();
