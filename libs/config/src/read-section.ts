import type { ConfigFault } from './config.errors.ts';
import type { Environment, Reader, Section, Setting } from './setting.ts';

/** The values of a section, under the names of its settings. */
export type ValuesOf<S extends Section> = {
  readonly [K in keyof S['settings']]: S['settings'][K] extends Setting<infer T> ? T : never;
};

/** Reads a section. What is wrong goes into `faults`, and its value is then undefined whatever the type says. */
export function readSection<S extends Section>(
  section: S,
  env: Environment,
  reader: Reader,
  faults: ConfigFault[],
): ValuesOf<S> {
  const values = Object.entries(section.settings).map(([name, setting]) => {
    return [name, readSetting(setting, env, reader, faults)];
  });
  return Object.fromEntries(values) as ValuesOf<S>;
}

function readSetting(
  { variable, type, fallback, secret, neededWhen }: Setting<unknown>,
  env: Environment,
  reader: Reader,
  faults: ConfigFault[],
): unknown {
  const text = env[variable]?.trim() ?? '';
  if (text !== '') {
    const value = type.read(text, reader);
    if (value === undefined) {
      faults.push({ variable, expected: type.expects, ...(!secret && { given: text }) });
    }
    return value;
  }
  if (reader.app && neededWhen?.apps.includes(reader.app)) {
    faults.push({
      variable,
      expected: `${type.expects}; ${reader.app} needs it, nothing was given`,
    });
  }
  return fallback?.(reader, env);
}
