import type { CalledWorkspace } from '@millwright/job';
import type { CallHeaders, CredentialPlace } from '@millwright/job';
import type { Principal } from '@millwright/access';
import type { Id } from '@millwright/kernel';

/** A request to the job API whose sender is known. */
export interface JobRequest {
  readonly requestId: Id;
  readonly method: string;
  /** What the `:names` of the route's pattern stand for, decoded; `*name` stands for the rest of the path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: CallHeaders;
  readonly who: Principal;
  /** Where the credential stood. */
  readonly credentialPlace: CredentialPlace;
  /** The client's address. */
  readonly clientIp: string;
  /** Calls `then` once the request is over, streams included. */
  onEnd(then: () => void): void;
  /** The body as bytes, within the limit of a body. @throws JobProblem */
  body(): Promise<Buffer>;
  /** The body's JSON, for our own small documents (numbers are doubles); undefined when it is blank. @throws JobProblem */
  json(): Promise<unknown>;
}

/** A request below `/api/w/{workspace}/`, whose sender may be there. */
export interface WorkspaceRequest extends JobRequest {
  readonly workspace: CalledWorkspace;
}

/** What a handler answers. */
export type JobReply = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
} & (
  | { /** For `stringifyJson`. */ readonly json: unknown }
  | { readonly text: string }
  | {
      /** Writes the answer itself, whenever it likes; it has the headers of every answer already. */ readonly stream: JobStreaming;
    }
);

/** Writes a streamed answer. */
export type JobStreaming = (sink: StreamSink) => void;

/** Where a streamed answer goes. */
export interface StreamSink {
  /** Sends the head. Once, before anything else. */
  begin(status: number, headers: Readonly<Record<string, string>>): void;
  write(text: string): void;
  end(): void;
  /** Calls `then` when the client is gone, or the answer is over. */
  onClose(then: () => void): void;
}
