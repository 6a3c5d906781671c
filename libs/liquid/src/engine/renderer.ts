import { CaptureEmitter, type Emitter } from './emitters.ts';
import type { RunContext } from './run-context.ts';
import { placedAt } from './run-error.ts';
import type { Template } from './template.ts';

/** Renders templates in order, until `break` or `continue`. Every step is counted. @throws LiquidRunError with its place */
export function renderTemplates(
  templates: readonly Template[],
  run: RunContext,
  emitter: Emitter,
): void {
  for (const template of templates) {
    run.meter.tick();
    try {
      template.render(run, emitter);
    } catch (error) {
      throw placedAt(template.token, error, 'liquid_render');
    }
    if (run.interrupt) return;
  }
}

/** What templates print, paid for. */
export function captured(templates: readonly Template[], run: RunContext): string {
  const emitter = new CaptureEmitter(run.meter);
  renderTemplates(templates, run, emitter);
  return emitter.buffer;
}
