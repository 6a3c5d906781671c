import type { ElementType, Modifier, OptionType, PickedResource } from './option-types.ts';

/** An option as its key describes it: everything that a form needs to draw it. */
export interface OptionField extends Record<Modifier, boolean> {
  /** The whole key, under which its value is stored and given. */
  key: string;
  /** The key without its flags: what a value entered in the Run form is called. */
  name: string;
  label: string;
  type: OptionType;
  /** Of `array` and `keyval`: what each value is. */
  element?: ElementType;
  /** Of `select`, `choice` and `multiselect`, in their order. */
  choices?: string[];
  /** Of `range`; the values themselves may lie between the steps. */
  range?: { min: number; max: number; step: number };
  /** Of `picker`. */
  resource?: PickedResource;
  /** Of `picker`: whether several are picked, as an array. */
  multiple?: boolean;
}

/** What a key is called, before its flags are read. */
export type NamedKey = Pick<OptionField, 'key' | 'name' | 'label'>;

/** A field without any modifier. */
export const unmodified = { required: false, email: false, userform: false, futureonly: false };

/** What one value of a field is. */
export const singleTypeOf = ({ type, element }: OptionField): OptionType => element ?? type;
