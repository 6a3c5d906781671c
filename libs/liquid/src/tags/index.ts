import {
  BreakTag,
  CaptureTag,
  ContinueTag,
  CycleTag,
  DecrementTag,
  EchoTag,
  IfTag,
  IncrementTag,
  LiquidTag,
  RawTag,
  UnlessTag,
  type Liquid,
} from 'liquidjs';
import { ActionTag } from './action.tag.ts';
import { AssignTag } from './assign.tag.ts';
import { CaseTag } from './case.tag.ts';
import { CommentTag } from './comment.tag.ts';
import { ErrorTag } from './error.tag.ts';
import { ForTag } from './for.tag.ts';
import { InlineCommentTag } from './inline-comment.tag.ts';
import { LogTag } from './log.tag.ts';
import { PermissionsTag } from './permissions.tag.ts';
import { ResultTag } from './result.tag.ts';
import { TablerowTag } from './tablerow.tag.ts';

type TagClass = Liquid['tags'][string];

/** Every tag of the dialect. A name that is not here is a parse error. */
export const tags = {
  '#': InlineCommentTag,
  action: ActionTag,
  assign: AssignTag,
  break: BreakTag,
  capture: CaptureTag,
  case: CaseTag,
  comment: CommentTag,
  continue: ContinueTag,
  cycle: CycleTag,
  decrement: DecrementTag,
  echo: EchoTag,
  error: ErrorTag,
  for: ForTag,
  if: IfTag,
  increment: IncrementTag,
  liquid: LiquidTag,
  log: LogTag,
  permissions: PermissionsTag,
  raw: RawTag,
  result: ResultTag,
  tablerow: TablerowTag,
  unless: UnlessTag,
} as unknown as Record<string, TagClass>;
