import type { RawJson } from '@millwright/kernel';
import type { CallMode } from '../call/index.ts';
import { callParametersOf } from './call-parameters.ts';
import { callHeaders, callProblemSchema, callResponsesOf } from './call-responses.ts';
import { callPathOf, type AddressedTask, type CallFamily } from './addressed-task.ts';
import { jsonShapeOf } from './json-shape.ts';

/** A task whose API is to be written down. */
export interface DescribedTask extends AddressedTask {
  readonly name: string;
  readonly version: number;
  /** Markdown; null: it has none. */
  readonly docs: string | null;
  /** Whether bodies of calls become args, which are an object, or are handed over as they are. */
  readonly dataMode: 'args' | 'request';
}

interface Operations {
  readonly family: CallFamily;
  readonly methods: readonly ('GET' | 'POST')[];
  readonly id: string;
  readonly does: string;
}

const operations: Readonly<Record<CallMode, Operations>> = {
  async: {
    family: 'run',
    methods: ['POST'],
    id: 'start',
    does: 'Start the task: answers the id of the job',
  },
  wait: {
    family: 'run_wait_result',
    methods: ['POST', 'GET'],
    id: 'call',
    does: 'Call the task: answers its result',
  },
  stream: {
    family: 'run_and_stream',
    methods: ['POST', 'GET'],
    id: 'stream',
    does: 'Call the task: answers a stream of what happens',
  },
};

/** OpenAPI 3.1 of one task: a document for {@link stringifyJson}. `examples`: bodies of calls. */
export function taskOpenApiOf(
  task: DescribedTask,
  examples: readonly RawJson[],
): Record<string, unknown> {
  return {
    openapi: '3.1.0',
    info: {
      title: task.name,
      version: String(task.version),
      ...(task.docs !== null && { description: task.docs }),
    },
    servers: [{ url: task.publicUrl }],
    security: [{ token: [] }],
    paths: pathsOf(task, examples),
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'A token that may run the task. `?token=` works too: that URL is a secret.',
        },
      },
      headers: callHeaders,
      schemas: { Body: bodySchemaOf(task, examples), Problem: callProblemSchema },
    },
  };
}

function pathsOf(task: AddressedTask, examples: readonly RawJson[]): Record<string, unknown> {
  const paths: Record<string, unknown> = {};
  for (const by of ['path', 'hash'] as const) {
    for (const mode of Object.keys(operations) as CallMode[]) {
      const { family, methods } = operations[mode];
      const written = methods.map((method): [string, unknown] => [
        method.toLowerCase(),
        operationOf(mode, method, by, examples),
      ]);
      paths[callPathOf(task, family, by)] = Object.fromEntries(written);
    }
  }
  return paths;
}

function operationOf(
  mode: CallMode,
  method: 'GET' | 'POST',
  by: 'path' | 'hash',
  examples: readonly RawJson[],
): Record<string, unknown> {
  const { id, does } = operations[mode];
  const version = by === 'path' ? 'the latest version' : 'exactly this version';
  return {
    operationId: [id, method === 'GET' ? 'ByGet' : '', by === 'hash' ? 'ByHash' : ''].join(''),
    summary: `${does}, of ${version}`,
    parameters: callParametersOf(mode, method),
    ...(method === 'POST' && { requestBody: requestBodyOf(examples) }),
    responses: callResponsesOf(mode),
  };
}

const requestBodyOf = (examples: readonly RawJson[]) => ({
  content: {
    'application/json': {
      schema: { $ref: '#/components/schemas/Body' },
      ...(examples.length > 0 && { examples: namedOf(examples) }),
    },
  },
});

const namedOf = (examples: readonly RawJson[]): Record<string, unknown> =>
  Object.fromEntries(examples.map((value, index) => [`example_${index + 1}`, { value }]));

/** Made of examples, it says what a body looks like, not what it must be. */
function bodySchemaOf({ dataMode }: DescribedTask, examples: readonly RawJson[]) {
  const shape = jsonShapeOf(examples);
  return dataMode === 'args'
    ? { description: 'The args of the task.', type: 'object', ...shape }
    : { description: 'The task gets the whole request, with this as its body.', ...shape };
}
