import { HttpCode, SetMetadata, applyDecorators } from '@nestjs/common';
import type { AdminResource, ResourceAction } from '@millwright/access';
import type { z } from 'zod';
import type { FieldsSchema } from './parse-fields.ts';

/** What a route takes and gives: the one place from which it is checked and documented. */
export interface OperationShape {
  summary: string;
  body?: FieldsSchema;
  /** Whether it may come without a body. */
  bodyOptional?: boolean;
  query?: FieldsSchema;
  /** Missing: the answer has no content. */
  answer?: z.ZodType;
  /** Default: 200, or 204 without an answer. */
  status?: 200 | 201 | 202 | 204;
  /** What its caller must have the right to. Default: to read for GET, else to write. */
  right?: ResourceAction;
  /** Members of the answer that are shown once and never kept. */
  secretMembers?: readonly string[];
}

const OPERATION = Symbol('operation');
const RESOURCE = Symbol('resource');

/** Says what the handler's route takes and gives. */
export const Operation = (shape: OperationShape): MethodDecorator =>
  applyDecorators(SetMetadata(OPERATION, shape), HttpCode(statusOf(shape)));

/** The shape of a handler's route; undefined when it is none of ours. */
export const operationOf = (handler: object): OperationShape | undefined =>
  Reflect.getMetadata(OPERATION, handler) as OperationShape | undefined;

/** Whose rights a controller's routes need: a resource of a Workspace, the instance admin's, or any token's. */
export type ControlledResource = AdminResource | 'workspaces' | 'catalogue' | 'portal';

/** Marks a controller with the resource that it serves. */
export const ResourceMark = (resource: ControlledResource): ClassDecorator =>
  SetMetadata(RESOURCE, resource);

/** The resource that a controller serves. */
export const resourceOf = (controller: object): ControlledResource | undefined =>
  Reflect.getMetadata(RESOURCE, controller) as ControlledResource | undefined;

/** The status of a route's ordinary answer. */
export const statusOf = ({ status, answer }: OperationShape): number =>
  status ?? (answer === undefined ? 204 : 200);
