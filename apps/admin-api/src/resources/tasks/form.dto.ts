import type { OptionField } from '@millwright/task';
import { z } from 'zod';

const fieldAnswer = z
  .object({
    key: z.string().meta({ description: 'What its value is stored and given under.' }),
    name: z.string().meta({ description: 'What a value entered in the Run form is called.' }),
    label: z.string(),
    type: z.enum([
      ...(['text', 'multiline', 'code', 'boolean', 'number', 'array', 'keyval'] as const),
      ...(['date', 'time', 'datetime', 'color', 'range', 'select', 'choice'] as const),
      ...(['multiselect', 'picker', 'global', 'secret'] as const),
    ]),
    element: z
      .string()
      .optional()
      .meta({ description: 'Of array and keyval: the type of each value.' }),
    required: z.boolean(),
    email: z.boolean().meta({ description: 'Texts are email addresses.' }),
    userform: z.boolean().meta({ description: 'Also asked for by the Run form.' }),
    futureonly: z.boolean(),
    choices: z.array(z.string()).optional(),
    min: z.number().optional(),
    max: z.number().optional(),
    step: z.number().optional(),
    resource: z.string().optional().meta({ description: 'Of picker: what is picked.' }),
    multiple: z.boolean().optional().meta({ description: 'Of picker: whether several are.' }),
  })
  .meta({ id: 'OptionField' });

/** The options of a task, in the order in which a form shows them. */
export const formAnswer = z.array(fieldAnswer);

/** A field as it is shown. */
export const showField = ({ range, ...field }: OptionField) => ({ ...field, ...range });
