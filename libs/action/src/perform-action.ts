import type { KnownConnections } from '@millwright/connection';
import { JsonSyntaxError, MillwrightError, parseJson, type JsonValue } from '@millwright/kernel';
import type { Action, ActionContext, ActionOutcome, TransactionContext } from './action.ts';
import { accountFaults } from './account-faults.ts';
import { ActionError } from './action.errors.ts';
import type { OptionFault, OptionsReading } from './options/options-schema.ts';
import { actions } from './actions/index.ts';
import { failed } from './outcome.ts';
import { actionNamed } from './registry.ts';
import { OpenedSecrets } from './secrets/opened-secrets.ts';
import { SecretRedaction } from './secrets/redact-secrets.ts';
import { REFERENCE_MARK, type SecretSource } from './secrets/secret-source.ts';

/**
 * Performs one action. What the user or the other side got wrong is an outcome; only our own faults (database away,
 * a bug) are thrown.
 */
export async function performAction(
  type: string,
  optionsText: string,
  context: ActionContext,
): Promise<ActionOutcome> {
  const action = actionNamed(type);
  if (!action) return failed('unknown_action', unknownType(type));

  const { secretOptions = [] } = action;
  const { secrets } = context;
  if (secrets && secretOptions.length > 0 && optionsText.includes(REFERENCE_MARK)) {
    return performWithSecrets(action, optionsText, { ...context, secrets });
  }
  return performRead(action, readOptions(action, optionsText), context);
}

/** Secrets are put in before the options are checked, and nothing that comes of them is let out. */
async function performWithSecrets(
  action: Action,
  optionsText: string,
  context: ActionContext & { secrets: SecretSource },
): Promise<ActionOutcome> {
  const value = jsonOf(optionsText);
  if (!value.ok) return refusedOptions(value);
  const opened = new OpenedSecrets();
  let options: JsonValue;
  try {
    options = await opened.resolved(value.json, action.secretOptions ?? [], context.secrets);
  } catch (error) {
    if (error instanceof ActionError) return failed(error.code, error.message);
    throw error;
  }
  if (opened.secrets.size === 0) return performRead(action, action.options.read(options), context);
  const redaction = new SecretRedaction(opened.secrets);
  try {
    return redaction.outcome(await performRead(action, action.options.read(options), context));
  } catch (error) {
    if (error instanceof ActionError) return failed(error.code, error.message);
    throw redaction.error(error);
  }
}

async function performRead(
  action: Action,
  reading: OptionsReading<unknown>,
  context: ActionContext,
): Promise<ActionOutcome> {
  if (!reading.ok) return refusedOptions(reading);
  const warnings = [...reading.warnings];
  const outcome = await attempt(action, reading.options, {
    ...context,
    warn: (warning) => warnings.push(warning),
  });
  return warnings.length === 0
    ? outcome
    : { ...outcome, warnings: [...warnings, ...(outcome.warnings ?? [])] };
}

/**
 * What can be said of an action without performing it, for previews: `options.url: is required`, what it would ignore,
 * a type that there is not, a Connection that is not among the `known`. Options with a reference to a secret are not
 * looked at: what they are only the secret says.
 */
export function checkAction(type: string, optionsText: string, known?: KnownConnections): string[] {
  const action = actionNamed(type);
  if (!action) return [`type: ${unknownType(type)}`];
  const missing = known ? accountFaults(action, optionsText, known) : [];
  if (optionsText.includes(REFERENCE_MARK)) return missing;
  const reading = readOptions(action, optionsText);
  return [...(reading.ok ? reading.warnings : reading.faults.map(textOfFault)), ...missing];
}

async function attempt(
  action: Action,
  options: unknown,
  context: ActionContext,
): Promise<ActionOutcome> {
  try {
    if (context.signal.aborted) return stopped(context.signal);
    return action.where === 'transaction'
      ? await action.perform(options, withTransaction(action.name, context))
      : await action.perform(options, context);
  } catch (error) {
    if (context.signal.aborted) return stopped(context.signal);
    if (!(error instanceof MillwrightError) || error.fault === 'ours') throw error;
    return {
      ...failed(error.code, error.message),
      retry: error.retry,
      ...(error instanceof ActionError && error.retryAfterMs !== undefined
        ? { retryAfterMs: error.retryAfterMs }
        : {}),
    };
  }
}

/** The reason of an abort decides, when it is one of our errors; else the action's time was up. */
function stopped({ reason }: AbortSignal): ActionOutcome {
  if (reason instanceof MillwrightError) {
    return { ...failed(reason.code, reason.message), retry: reason.retry };
  }
  const message = 'the action took longer than ACTION_TIME_LIMIT_SECONDS allows, and was stopped';
  return { ...failed('timeout', message), retry: true };
}

function withTransaction(name: string, context: ActionContext): TransactionContext {
  const { sql, events } = context;
  if (!sql || !events) throw new Error(`the ${name} action was given no transaction to run in`);
  return { ...context, sql, events };
}

function readOptions(action: Action, text: string): OptionsReading<unknown> {
  const value = jsonOf(text);
  return value.ok ? action.options.read(value.json) : value;
}

function jsonOf(text: string): { ok: true; json: JsonValue } | RefusedReading {
  try {
    return { ok: true, json: parseJson(text) };
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    const fault = { path: 'options', message: `must be JSON: ${error.message}` };
    return { ok: false, code: 'invalid_options', faults: [fault] };
  }
}

type RefusedReading = Extract<OptionsReading<unknown>, { ok: false }>;

function refusedOptions({ code, faults }: { code: string; faults: OptionFault[] }): ActionOutcome {
  const message = faults.map(textOfFault).join('; ');
  return failed(code, message, { faults });
}

const textOfFault = ({ path, message }: OptionFault): string => `${path}: ${message}`;

const unknownType = (type: string): string =>
  `there is no action of type "${type}"; known: ${actions.map(({ name }) => name).join(', ')}`;
