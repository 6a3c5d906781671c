import type { SFTPWrapper } from 'ssh2';
import type { SshLink } from './ssh-link.ts';

/** The commands of SFTP that we use, as promises. They reject as {@link SshLink.ask} does. */
export class SftpChannel {
  constructor(
    private readonly link: SshLink,
    private readonly sftp: SFTPWrapper,
  ) {}

  open(path: string, mode: 'r' | 'w'): Promise<Buffer> {
    return this.link.ask((done) => this.sftp.open(path, mode, done));
  }

  close(handle: Buffer): Promise<void> {
    return this.link.ask((done) => this.sftp.close(handle, (error) => done(error, undefined)));
  }

  /** Fills `into` from `offset` on with what the file has from `at` on; answers how many bytes: none where it ends. */
  read(
    handle: Buffer,
    into: Buffer,
    { offset, at }: { offset: number; at: number },
  ): Promise<number> {
    const length = into.length - offset;
    return this.link.ask((done) => this.sftp.read(handle, into, offset, length, at, done));
  }

  write(handle: Buffer, at: number, bytes: Buffer): Promise<void> {
    return this.link.ask((done) =>
      this.sftp.write(handle, bytes, 0, bytes.length, at, (error) => done(error, undefined)),
    );
  }

  absolute(path: string): Promise<string> {
    return this.link.ask((done) => this.sftp.realpath(path, done));
  }
}
