import { LiquidError, RenderError, type Emitter, type Template } from 'liquidjs';
import { LiquidRunError } from '../liquid.errors.ts';
import { CaptureEmitter } from './emitters.ts';
import type { RunContext } from './run-context.ts';

/** Renders templates in order. Takes the place of liquidjs's own: every step is counted, every capture pays. */
export const renderer = {
  *renderTemplates(
    templates: readonly Template[],
    run: RunContext,
    given?: Emitter,
  ): Generator<unknown, string, unknown> {
    const emitter = given ?? new CaptureEmitter(run.meter);
    run.meter.tick();
    for (const template of templates) {
      run.meter.tick();
      try {
        const printed = yield template.render(run, emitter);
        if (printed) emitter.write(printed);
      } catch (error) {
        throw placed(error, template);
      }
      if (run.breakCalled || run.continueCalled) break;
    }
    return given ? '' : emitter.buffer;
  },
};

function placed(error: unknown, template: Template): unknown {
  if (error instanceof LiquidRunError) {
    const [line = 1, column = 1] = template.token.getPosition();
    return error.at(line, column);
  }
  return LiquidError.is(error) ? error : new RenderError(error as Error, template);
}
