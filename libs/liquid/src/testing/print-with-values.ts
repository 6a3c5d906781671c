import { captured } from '../engine/renderer.ts';
import { RunContext } from '../engine/run-context.ts';
import { defaultRenderLimits } from '../limits/render-limits.ts';
import { RunMeter } from '../limits/run-meter.ts';
import { parsed } from '../parsing/parse-template.ts';
import { heapHolding } from './heap-holding.ts';

/** Prints a template whose variables are values as the engine has them, not JSON. @throws LiquidRunError */
export function printWithValues(source: string, variables: Record<string, unknown>): string {
  const heap = heapHolding(() => 0);
  const meter = new RunMeter(defaultRenderLimits, heap, 0, () => 0);
  const environment = Object.assign(Object.create(null) as object, variables);
  return captured(parsed(source), new RunContext(environment, meter, 0));
}
