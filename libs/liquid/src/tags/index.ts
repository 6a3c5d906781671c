import type { TagToken } from 'liquidjs';
import type { ScriptTag } from '../engine/script-tag.ts';
import type { ScriptParser, Tokens } from '../parsing/script-parser.ts';
import { ActionTag } from './action.tag.ts';
import { AssignTag } from './assign.tag.ts';
import { BreakTag } from './break.tag.ts';
import { CaptureTag } from './capture.tag.ts';
import { CaseTag } from './case.tag.ts';
import { CommentTag } from './comment.tag.ts';
import { ContinueTag } from './continue.tag.ts';
import { CycleTag } from './cycle.tag.ts';
import { DecrementTag } from './decrement.tag.ts';
import { EchoTag } from './echo.tag.ts';
import { ErrorTag } from './error.tag.ts';
import { ForTag } from './for.tag.ts';
import { IfTag } from './if.tag.ts';
import { IfchangedTag } from './ifchanged.tag.ts';
import { IncrementTag } from './increment.tag.ts';
import { InlineCommentTag } from './inline-comment.tag.ts';
import { LiquidTag } from './liquid.tag.ts';
import { LogTag } from './log.tag.ts';
import { PermissionsTag } from './permissions.tag.ts';
import { RawTag } from './raw.tag.ts';
import { ResultTag } from './result.tag.ts';
import { TablerowTag } from './tablerow.tag.ts';

type TagClass = new (token: TagToken, rest: Tokens, parser: ScriptParser) => ScriptTag;

/** Every tag of the dialect. A name that is not here is a parse error. */
export const tags: Readonly<Record<string, TagClass>> = {
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
  ifchanged: IfchangedTag,
  increment: IncrementTag,
  liquid: LiquidTag,
  log: LogTag,
  permissions: PermissionsTag,
  raw: RawTag,
  result: ResultTag,
  tablerow: TablerowTag,
  unless: IfTag,
};
