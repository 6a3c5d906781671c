import { MillwrightError } from '@millwright/kernel';
import type { ErrorKind } from '@millwright/kernel';

const configErrors = {
  config_invalid: { fault: 'user', retry: false },
} as const satisfies Record<string, ErrorKind>;

/** One thing wrong with the environment. `given` is absent where nothing was given or it may hold a secret. */
export interface ConfigFault {
  readonly variable: string;
  readonly given?: string;
  readonly expected: string;
}

/** The environment is not usable. Lists every fault; its message is meant to be printed as it is. */
export class ConfigError extends MillwrightError {
  readonly code = 'config_invalid' satisfies keyof typeof configErrors;

  constructor(readonly faults: readonly ConfigFault[]) {
    super(textOf(faults), configErrors.config_invalid);
  }
}

function textOf(faults: readonly ConfigFault[]): string {
  const lines = faults.map(({ variable, given, expected }) => {
    const said = given === undefined ? '' : ` (given: ${JSON.stringify(given)})`;
    return `  ${variable}: expected ${expected}${said}`;
  });
  const count = faults.length === 1 ? 'one fault' : `${faults.length} faults`;
  return [`The environment has ${count}:`, ...lines].join('\n');
}
